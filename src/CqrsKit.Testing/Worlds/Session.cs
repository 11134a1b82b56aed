using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Testing.Worlds;

/// <summary>What one client calls nodes through: it records what was asked and answered, and carries the client's token along.</summary>
internal sealed class Session(World world, Script script, int number)
{
    private static readonly PortCall Message = PortCall.Network("Message");

    private readonly string _tenant = script.Options.Tenants[number % script.Options.Tenants.Count];
    private ConsistencyToken _token = ConsistencyToken.None;
    private ConsistencyToken _due = ConsistencyToken.None; // what the receipts of its commands, and its reads, make of it

    public string Name => $"client {number + 1}";

    public string Tenant => _tenant;

    private Recorder Recorder => world.Recorder;

    public async Task<AnswerStatus> SendAsync(NodeLife node, string op, PreparedCommand command, string? key)
    {
        var scoped = key is null ? null : $"{_tenant}/{key}";
        Recorder.Lines.Add(new CommandInvoked(Recorder.Time, op, _tenant, command.Text, scoped));
        world.Trace.Add(Name, () => $"sends {op} to {node.Name} for '{_tenant}': {command.Text}{Under(key)}");
        var options = new SendOptions { IdempotencyKey = key is null ? null : new IdempotencyKey(key) };
        var answer = await CallAsync(
                node,
                op,
                async (scope, cancellation) =>
                {
                    var receipt = await command.SendAsync(scope, options, cancellation).ConfigureAwait(false);
                    _due = _due.Merge(receipt.Token);
                    return Answer(op, receipt);
                },
                status => new CommandAnswered(0, op, status)
            )
            .ConfigureAwait(false);
        Recorder.Lines.Add(answer with { At = Recorder.Time });
        world.Trace.Add(
            Name,
            () => $"hears of {op}: {answer.Status}{(answer.Token is { } token ? $" at {token}" : "")}"
        );
        return answer.Status;
    }

    public async Task AskAsync(NodeLife node, string op, ViewReads reads, string key, Contract contract)
    {
        var isOfSession = contract.Kind == ContractKind.ReadYourWrites;
        Mark? token = isOfSession && !_due.IsNone ? Recorder.MarkOf(_due.Marks[0].Value) : null;
        var demanded = contract.Kind switch
        {
            ContractKind.ReadYourWrites => ReadContract.Token,
            ContractKind.Latest => ReadContract.Latest,
            _ => ReadContract.Eventual,
        };
        var session = isOfSession ? $"{Name}.{world.Losses}" : null;
        Recorder.Lines.Add(new QueryInvoked(Recorder.Time, op, _tenant, reads.View, demanded, token, session));
        world.Trace.Add(
            Name,
            () => $"asks {op} of {node.Name} for '{key}' of '{_tenant}' in '{reads.View}', {contract.Kind}"
        );
        var answer = await CallAsync(
                node,
                op,
                async (scope, cancellation) =>
                {
                    try
                    {
                        var read = await reads.AskAsync(scope, key, contract, cancellation).ConfigureAwait(false);
                        return Answer(op, key, read);
                    }
                    catch (ContractException miss) when (!reads.Touches.Contains(miss.View))
                    {
                        world.Found.Add(
                            new Problem("Waits", $"Query '{op}' of '{reads.View}' is refused because of '{miss.View}'.")
                        );
                        throw;
                    }
                },
                status => new QueryAnswered(0, op, status)
            )
            .ConfigureAwait(false);
        Recorder.Lines.Add(answer with { At = Recorder.Time });
        world.Trace.Add(Name, () => $"hears of {op}: {Describe(answer)}");
    }

    /// <summary>Has a node do something that is in no history by itself: the rebuild of a view, say.</summary>
    public async Task<bool> ManageAsync(
        NodeLife node,
        string op,
        string what,
        Func<IServiceProvider, CancellationToken, ValueTask> manage
    )
    {
        world.Trace.Add(Name, () => $"has {node.Name} {what} ({op})");
        var isDone = await CallAsync(
                node,
                op,
                async (scope, cancellation) =>
                {
                    await manage(scope, cancellation).ConfigureAwait(false);
                    return true;
                },
                _ => false
            )
            .ConfigureAwait(false);
        world.Trace.Add(Name, () => $"hears of {op}: {(isDone ? "done" : "not done")}");
        return isDone;
    }

    private static string Under(string? key) => key is null ? "" : $" under '{key}'";

    private static CommandAnswered Answer(string op, CommandReceipt<object?> receipt)
    {
        Mark? token = receipt.Token.IsNone ? null : Recorder.MarkOf(receipt.Token.Marks[0].Value);
        var versions = receipt.Versions.Select(one => new VersionOf(Recorder.StreamOf(one.Stream), one.Version));
        return new CommandAnswered(0, op, AnswerStatus.Ok, token, [.. versions], receipt.Result?.ToString());
    }

    private QueryAnswered Answer(string op, string key, Answer<object?> answer)
    {
        var seen = answer.Receipt.Seen;
        // What was seen is never unseen: the session collects it.
        if (answer.Receipt.Met)
            (_token, _due) = (_token.Merge(seen), _due.Merge(seen));
        var codec = script.Blueprint.Registry.Codec;
        var text = answer.Result is { } row ? Encoding.UTF8.GetString(codec.Encode(row, row.GetType())) : null;
        Mark? mark = seen.IsNone ? null : Recorder.MarkOf(seen.Marks[0].Value);
        return new QueryAnswered(0, op, AnswerStatus.Ok, answer.Receipt.Met, mark, null, [new RowLine(key, text)]);
    }

    /// <summary>Calls a node and waits for its answer, or for it to be gone.</summary>
    private async Task<TAnswer> CallAsync<TAnswer>(
        NodeLife node,
        string op,
        Func<IServiceProvider, CancellationToken, Task<TAnswer>> run,
        Func<AnswerStatus, TAnswer> refused
    )
    {
        var answered = new TaskCompletionSource<TAnswer>();
        var call = new RunningCall(op, () => answered.TrySetResult(refused(AnswerStatus.Unknown)));
        node.Running.Add(call);
        world.Agenda.Add(Latency(), () => _ = ServeAsync(), node);
        return await answered.Task.ConfigureAwait(false);

        async Task ServeAsync()
        {
            var answer = await RunAsync(node, call, run, refused).ConfigureAwait(false);
            world.Agenda.Add(
                Latency(),
                () =>
                {
                    node.Running.Remove(call);
                    answered.TrySetResult(answer);
                },
                node
            );
        }
    }

    private async Task<TAnswer> RunAsync<TAnswer>(
        NodeLife node,
        RunningCall call,
        Func<IServiceProvider, CancellationToken, Task<TAnswer>> run,
        Func<AnswerStatus, TAnswer> refused
    )
    {
        var scope = node.Provider!.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        var context = scope.ServiceProvider.GetRequiredService<MessageContext>();
        (context.Tenant, context.CorrelationId, context.User) = (_tenant, call.Op, Name);
        context.Session.Collect(_token);
        try
        {
            var answer = await run(scope.ServiceProvider, call.Cancellation.Token).ConfigureAwait(false);
            _token = _token.Merge(context.Session.Token);
            return answer;
        }
        catch (CommitUnknownException)
        {
            return refused(AnswerStatus.Unknown);
        }
#pragma warning disable CA1031 // whatever is thrown, the call was refused
        catch (Exception error)
#pragma warning restore CA1031
        {
            if (error is HandlerNotFoundException)
                world.Found.Add(new Problem("Handlers", $"'{call.Op}' is refused: {error.Message}"));
            if (error is TokenException)
                (_token, _due) = (ConsistencyToken.None, ConsistencyToken.None);
            world.Trace.Add(node, () => $"refuses {call.Op}: {error.GetType().Name}: {error.Message}");
            return refused(AnswerStatus.Fail);
        }
    }

    private TimeSpan Latency() => world.Faults.Next(-1 - number, Message).Latency();

    private static string Describe(QueryAnswered answer) =>
        answer.Status == AnswerStatus.Ok
            ? $"{answer.Rows![0].Value ?? "nothing"}{(answer.Met ? "" : ", degraded")}"
            : answer.Status.ToString();
}
