using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Projections;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Testing.Worlds;

/// <summary>Somebody who sends commands and asks queries, one after the other, through any node, and tries again.</summary>
internal sealed class Client(World world, Script script, int number)
{
    private const int Attempts = 3;

    private static readonly PortCall Message = PortCall.Network("Message");

    private readonly string _tenant = script.Options.Tenants[number % script.Options.Tenants.Count];
    private ConsistencyToken _token = ConsistencyToken.None;

    private string Name => $"client {number + 1}";

    private Recorder Recorder => world.Recorder;

    public async Task RunAsync()
    {
        for (var i = number; i < script.Options.Operations; i += script.Options.Clients)
        {
            if (world.Left.Operations.Contains(i))
                continue;
            var random = new SimulationRandom(world.Seed, 1_000_000 + (ulong)i);
            await world.Agenda.WaitAsync(TimeSpan.FromMilliseconds(random.Next(0, 150))).ConfigureAwait(false);
            var op = (i + 1).ToString(CultureInfo.InvariantCulture);
            if (random.OneIn(2))
                await SendAsync(op, random).ConfigureAwait(false);
            else
                await AskAsync(op, random).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(string op, SimulationRandom random)
    {
        var command = random.Pick(script.Commands).Prepare(random);
        var key = random.OneIn(3) ? null : $"key {op}";
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var id = attempt == 1 ? op : $"{op}.{attempt}";
            var node = await AnyNodeAsync(random).ConfigureAwait(false);
            Recorder.Lines.Add(
                new CommandInvoked(Recorder.Time, id, _tenant, command.Text, key is null ? null : $"{_tenant}/{key}")
            );
            world.Trace.Add(
                Name,
                $"sends {id} to {node.Name} for '{_tenant}': {command.Text}{(key is null ? "" : $" under '{key}'")}"
            );
            var options = new SendOptions { IdempotencyKey = key is null ? null : new IdempotencyKey(key) };
            var answer = await CallAsync(
                    node,
                    id,
                    async (scope, call) =>
                        Answer(
                            id,
                            await command.SendAsync(scope, options, call.Cancellation.Token).ConfigureAwait(false)
                        ),
                    status => new CommandAnswered(0, id, status)
                )
                .ConfigureAwait(false);
            Recorder.Lines.Add(answer with { At = Recorder.Time });
            // Without a key, what is unknown must not be sent again; with one, even what is known may be.
            if (key is null || (answer is CommandAnswered { Status: AnswerStatus.Ok } && !random.OneIn(6)))
                return;
        }
    }

    private static CommandAnswered Answer(string op, CommandReceipt<object?> receipt)
    {
        Mark? token = receipt.Token.IsNone ? null : Recorder.MarkOf(receipt.Token.Marks[0].Value);
        var versions = receipt.Versions.Select(one => new VersionOf(Recorder.StreamOf(one.Stream), one.Version));
        return new CommandAnswered(0, op, AnswerStatus.Ok, token, [.. versions], receipt.Result?.ToString());
    }

    private async Task AskAsync(string op, SimulationRandom random)
    {
        var reads = random.Pick(script.Reads);
        var keys = Recorder.Fold.KeysOf(reads.View, random.OneIn(6) ? random.Pick(script.Options.Tenants) : _tenant);
        if (keys.Count == 0)
            return;
        var key = random.Pick(keys);
        var (contract, demanded) = Demand(random);
        var isOfSession = contract.Kind == ContractKind.ReadYourWrites;
        Mark? token = isOfSession && !_token.IsNone ? Recorder.MarkOf(_token.Marks[0].Value) : null;
        var session = isOfSession ? $"{Name}.{world.Losses}" : null;
        var node = await AnyNodeAsync(random).ConfigureAwait(false);
        Recorder.Lines.Add(new QueryInvoked(Recorder.Time, op, _tenant, reads.View, demanded, token, session));
        world.Trace.Add(
            Name,
            $"asks {op} of {node.Name} for '{key}' of '{_tenant}' in '{reads.View}', {contract.Kind}"
        );
        var answer = await CallAsync(
                node,
                op,
                async (scope, call) =>
                    Answer(
                        op,
                        key,
                        await reads.AskAsync(scope, key, contract, call.Cancellation.Token).ConfigureAwait(false)
                    ),
                status => new QueryAnswered(0, op, status)
            )
            .ConfigureAwait(false);
        Recorder.Lines.Add(answer with { At = Recorder.Time });
    }

    private static (Contract Contract, ReadContract Demanded) Demand(SimulationRandom random)
    {
        var (contract, demanded) = random.Pick(
            (Contract.Eventual, ReadContract.Eventual),
            (Contract.ReadYourWrites, ReadContract.Token),
            (Contract.ReadYourWrites, ReadContract.Token),
            (Contract.Latest, ReadContract.Latest)
        );
        return (contract with { OnMiss = random.OneIn(4) ? OnMiss.Fail : OnMiss.Wait }, demanded);
    }

    private QueryAnswered Answer(string op, string key, Answer<object?> answer)
    {
        var seen = answer.Receipt.Seen;
        // What was seen is never unseen: the session collects it.
        if (answer.Receipt.Met)
            _token = _token.Merge(seen);
        var registry = script.Blueprint.Registry;
        var text = answer.Result is null
            ? null
            : Encoding.UTF8.GetString(registry.Codec.Encode(answer.Result, answer.Result.GetType()));
        Mark? mark = seen.IsNone ? null : Recorder.MarkOf(seen.Marks[0].Value);
        return new QueryAnswered(0, op, AnswerStatus.Ok, answer.Receipt.Met, mark, null, [new RowLine(key, text)]);
    }

    /// <summary>Calls a node and waits for its answer, or for it to be gone.</summary>
    private async Task<HistoryLine> CallAsync(
        NodeLife node,
        string op,
        Func<IServiceProvider, RunningCall, Task<HistoryLine>> run,
        Func<AnswerStatus, HistoryLine> refused
    )
    {
        var answered = new TaskCompletionSource<HistoryLine>();
        var call = new RunningCall(op, () => answered.TrySetResult(refused(AnswerStatus.Unknown)));
        node.Running.Add(call);
        world.Agenda.Add(Latency(), () => _ = ServeAsync(), node);
        var answer = await answered.Task.ConfigureAwait(false);
        world.Trace.Add(Name, $"hears of {op}: {Describe(answer)}");
        return answer;

        async Task ServeAsync()
        {
            var answer = await RunAsync(node, call, op, run, refused).ConfigureAwait(false);
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

    private async Task<HistoryLine> RunAsync(
        NodeLife node,
        RunningCall call,
        string op,
        Func<IServiceProvider, RunningCall, Task<HistoryLine>> run,
        Func<AnswerStatus, HistoryLine> refused
    )
    {
        var scope = node.Provider!.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);
        var context = scope.ServiceProvider.GetRequiredService<MessageContext>();
        (context.Tenant, context.CorrelationId, context.User) = (_tenant, op, Name);
        context.Session.Collect(_token);
        try
        {
            var answer = await run(scope.ServiceProvider, call).ConfigureAwait(false);
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
            if (error is TokenException)
                _token = ConsistencyToken.None;
            world.Trace.Add(node, () => $"refuses {op}: {error.GetType().Name}: {error.Message}");
            return refused(AnswerStatus.Fail);
        }
    }

    private TimeSpan Latency() => world.Faults.Next(-1 - number, Message).Latency();

    private async Task<NodeLife> AnyNodeAsync(SimulationRandom random)
    {
        while (true)
        {
            var ready = world.Ready;
            if (ready.Count > 0)
                return random.Pick(ready);
            await world.Agenda.WaitAsync(TimeSpan.FromMilliseconds(200)).ConfigureAwait(false);
        }
    }

    private static string Describe(HistoryLine answer) =>
        answer switch
        {
            CommandAnswered { Status: AnswerStatus.Ok } one =>
                $"ok{(one.Result is null ? "" : $", {one.Result}")}, {one.Token}",
            CommandAnswered one => one.Status.ToString(),
            QueryAnswered { Status: AnswerStatus.Ok } one =>
                $"{one.Rows![0].Value ?? "nothing"}{(one.Met ? "" : ", degraded")}",
            QueryAnswered one => one.Status.ToString(),
            _ => "",
        };
}
