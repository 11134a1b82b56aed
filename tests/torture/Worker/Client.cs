using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;
using CqrsKit.Commands;
using CqrsKit.Torture.Worker.Bank;
using CqrsKit.Torture.Worker.Recording;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Torture.Worker;

/// <summary>Somebody who sends commands and asks queries, one after the other, and tries again under the same key.</summary>
internal sealed class Client(IServiceProvider provider, Recorder recorder, Settings settings, string name)
{
    private const int Attempts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly Dictionary<string, long> _versions = [];
    private ConsistencyToken _token = ConsistencyToken.None;

    private string Tenant { get; } = Draw.Tenant(settings.Seed, name);

    public async Task RunAsync(CancellationToken stopping)
    {
        for (var i = 0; i < settings.Operations && !stopping.IsCancellationRequested; i++)
        {
            var op = string.Create(CultureInfo.InvariantCulture, $"{name}.{i}");
            var random = Draw.Random(settings.Seed, op);
            if (random.Next(4) > 0)
                await SendAsync(op, random, stopping);
            else
                await AskAsync(op, random);
        }
    }

    /// <summary>Sends what an earlier client may or may not have brought through.</summary>
    public static async Task RepeatAsync(IServiceProvider provider, Recorder recorder, Settings settings, string key)
    {
        var owner = key[..key.LastIndexOf('.')];
        var client = new Client(provider, recorder, settings, owner);
        var random = Draw.Random(settings.Seed, key);
        random.Next(4); // as RunAsync has drawn it
        var command = Draw.Command(random);
        for (var i = 1; i <= Attempts; i++)
        {
            if (await client.SendAsync($"{key}.{settings.Node}.{i}", key, command) == AnswerStatus.Ok)
                return;
        }
    }

    private async Task SendAsync(string op, Random random, CancellationToken stopping)
    {
        var command = Draw.Command(random);
        var key = random.Next(3) == 0 ? null : op;
        if (key is null && command is Note note && _versions.TryGetValue(note.Account, out var version))
            command = note with { Expected = version };
        for (var attempt = 1; attempt <= Attempts; attempt++)
        {
            var id = attempt == 1 ? op : $"{op}.{attempt}";
            var status = await SendAsync(id, key, command);
            // Without a key, what is unknown must not be sent again; with one, even what is known may be.
            if (key is null || (status == AnswerStatus.Ok && random.Next(8) > 0) || stopping.IsCancellationRequested)
                return;
        }
    }

    private async Task<AnswerStatus> SendAsync(string op, string? key, object command)
    {
        recorder.Write(
            new CommandInvoked(
                Recorder.Now,
                op,
                Tenant,
                command.ToString()!,
                key is null ? null : $"{Tenant}/{key}",
                command is Note { Expected: { } expected } note
                    ? [new VersionOf($"{AccountAggregate.Kind}/{note.Account}", expected)]
                    : null
            )
        );
        var answer = await CallAsync(
            op,
            async scope => Answer(op, await DispatchAsync(scope, command, key)),
            status => new CommandAnswered(0, op, status)
        );
        recorder.Write(answer with { At = Recorder.Now });
        return ((CommandAnswered)answer).Status;
    }

    private static async ValueTask<CommandReceipt<object?>> DispatchAsync(
        IServiceProvider scope,
        object command,
        string? key
    )
    {
        var commands = scope.GetRequiredService<ICommandDispatcher>();
        var options = new SendOptions { IdempotencyKey = key is null ? null : new IdempotencyKey(key) };
        return command switch
        {
            Deposit deposit => Untyped(await commands.SendWithReceiptAsync(deposit, options)),
            Transfer transfer => Untyped(await commands.SendWithReceiptAsync(transfer, options)),
            Note note => Untyped(await commands.SendWithReceiptAsync(note, options)),
            _ => throw new ArgumentException($"Nobody sends {command}.", nameof(command)),
        };

        static CommandReceipt<object?> Untyped<TResult>(CommandReceipt<TResult> receipt) =>
            new(receipt.Result is int result ? result : null, receipt.Token, receipt.Versions, receipt.IsRepeat);
    }

    private CommandAnswered Answer(string op, CommandReceipt<object?> receipt)
    {
        Mark? token = receipt.Token.IsNone ? null : Recorder.MarkOf(receipt.Token.Marks[0].Value);
        foreach (var one in receipt.Versions.Where(one => one.Stream.Category == AccountAggregate.Kind))
            _versions[one.Stream.Key] = one.Version;
        var versions = receipt.Versions.Select(one => new VersionOf(Recorder.StreamOf(one.Stream), one.Version));
        return new CommandAnswered(0, op, AnswerStatus.Ok, token, [.. versions], receipt.Result?.ToString());
    }

    private async Task AskAsync(string op, Random random)
    {
        var question = Question.Draw(random, _token, name);
        recorder.Write(question.Line(op, Tenant));
        var answer = await CallAsync(
            op,
            async scope =>
            {
                var (line, seen) = await Asking.AskAsync(scope, op, question);
                // What was seen is never unseen: the session collects it.
                _token = _token.Merge(seen);
                return line;
            },
            status => new QueryAnswered(0, op, status)
        );
        recorder.Write(answer with { At = Recorder.Now });
    }

    private async Task<HistoryLine> CallAsync(
        string op,
        Func<IServiceProvider, Task<HistoryLine>> run,
        Func<AnswerStatus, HistoryLine> refused
    )
    {
        await using var scope = provider.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<MessageContext>();
        (context.Tenant, context.CorrelationId, context.User) = (Tenant, op, name);
        context.Session.Collect(_token);
        try
        {
            var answer = await run(scope.ServiceProvider);
            _token = _token.Merge(context.Session.Token);
            return answer;
        }
        catch (CommitUnknownException error)
        {
            recorder.Note("unknown", error);
            return refused(AnswerStatus.Unknown);
        }
#pragma warning disable CA1031 // whatever is thrown, the call was refused
        catch (Exception error)
#pragma warning restore CA1031
        {
            recorder.Note("refused", error);
            if (error is not InvalidOperationException)
                await Task.Delay(Pause);
            return refused(AnswerStatus.Fail);
        }
    }
}
