using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CqrsKit.Generator.Tests.Behaviors;

/// <summary>
/// A program that sends messages through random pipelines whose parts complete at once, suspend, throw or answer by
/// themselves, and says what ran; and what should have run, as a plain interpreter of the registered order has it.
/// </summary>
internal static class TraceProgram
{
    /// <summary>The classes to choose from, and by which faces they stand in a pipeline, in order.</summary>
    private static readonly (string Class, string Faces, bool IsPerAttempt)[] Pool =
    [
        ("Async1<,>", "A", false),
        ("Async2<,>", "A", true),
        ("Sync1<,>", "S", false),
        ("Sync2<,>", "S", false),
        ("Twice<,>", "T", false),
        ("Hidden<,>", "A", false),
        ("Before1<>", "b", false),
        ("Before2<>", "b", true),
        ("After1<,>", "a", false),
        ("After2<,>", "a", true),
        ("Error1<>", "e", false),
        ("Error2<>", "e", false),
        ("Error3<>", "e", true),
        ("All<,>", "Sbae", false),
        ("Hooks<,>", "bae", false),
        ("HooksInside<,>", "bae", true),
        ("AuditBefore", "b", false),
        ("CommandsOnly<,>", "a", false),
    ];

    public static string Of(int seed, int setups, string lifetime)
    {
        var random = new Random(seed);
        var text = new StringBuilder(Parts.Replace("LIFETIME", lifetime));
        text.AppendLine("public static partial class App {");
        text.AppendLine("static readonly (string, string, bool)[][] Setups = [");
        var chosen = Enumerable
            .Range(0, setups)
            .Select(_ => random.GetItems(Pool, random.Next(1, 8)).Distinct().ToArray())
            .ToArray();
        foreach (var setup in chosen)
            text.AppendLine(
                $"[{string.Join(", ", setup.Select(part => $"(\"{part.Class.Split('<')[0]}\", \"{part.Faces}\", {(part.IsPerAttempt ? "true" : "false")})"))}],"
            );
        text.AppendLine("];");
        for (var i = 0; i < setups; i++)
        {
            text.AppendLine($"static void Add{i}(CqrsKitBuilder kit) => kit");
            text.AppendLine(string.Concat(chosen[i].Select(part => $".AddBehavior(typeof({part.Class}))")) + ";");
        }

        text.AppendLine(
            $"static void Add(int setup, CqrsKitBuilder kit) {{ switch (setup) {{ {string.Concat(Enumerable.Range(0, setups).Select(i => $"case {i}: Add{i}(kit); break; "))} }} }}"
        );
        text.AppendLine($"const int Seed = {seed};");
        text.AppendLine("}");
        return text.ToString();
    }

    private const string Parts = """
        public interface IAudited;
        public sealed record Ping(int Value) : ICommand<int>, IAudited;
        public readonly record struct Dot(int Value) : ICommand<int>, IAudited;
        public sealed record Plain : ICommand;
        public sealed record Name : IQuery<string>, IAudited;

        public static class Log
        {
            public static readonly List<string> Lines = [];
            public static Dictionary<string, string> Script = [];
            public static string Of(string place) => Script.GetValueOrDefault(place, "sync");
            public static void Note(string place)
            {
                Lines.Add(place);
                if (Of(place) == "throw")
                    throw new InvalidOperationException(place);
            }
            public static ValueTask AtAsync(string place)
            {
                Note(place);
                return Of(place) switch { "async" => LaterAsync(null), "fail" => LaterAsync(place), _ => default };
            }
            private static async ValueTask LaterAsync(string? fail)
            {
                await Task.Yield();
                if (fail is not null)
                    throw new InvalidOperationException(fail);
            }
            public static async ValueTask<TR> ThenAsync<TR>(string place, TR result)
            {
                await AtAsync(place);
                return result;
            }
        }

        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public sealed class PingHandler : ICommandHandler<Ping, int>
        {
            public async ValueTask<int> HandleAsync(Ping command, CancellationToken token)
            {
                await Log.AtAsync("handler");
                if (App.IsLooking && Environment.StackTrace.Contains("BehaviorsOf_"))
                    App.Nested++;
                return 1;
            }
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public sealed class DotHandler : ICommandHandler<Dot, int>
        {
            public ValueTask<int> HandleAsync(Dot command, CancellationToken token) => Log.ThenAsync("handler", 2);
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public sealed class PlainHandler : ICommandHandler<Plain>
        {
            public ValueTask HandleAsync(Plain command, CancellationToken token) => Log.AtAsync("handler");
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public sealed class NameHandler : IQueryHandler<Name, string>
        {
            public ValueTask<string> HandleAsync(Name query, CancellationToken token) => Log.ThenAsync("handler", "n");
        }

        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public abstract class Async<TM, TR>
        {
            public async ValueTask<TR> HandleAsync<TNext>(TM message, TNext next, CancellationToken token) where TNext : struct, INext<TR>
            {
                var name = GetType().Name.Split('`')[0];
                await Log.AtAsync(name + ">");
                if (Log.Of(name) == "skip")
                    return default!;
                try
                {
                    var result = await next.InvokeAsync(token);
                    await Log.AtAsync(name + "<");
                    return result;
                }
                catch (InvalidOperationException error) when (Log.Of(name) == "catch")
                {
                    Log.Lines.Add($"{name} caught {error.Message}");
                    return default!;
                }
            }
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class Async1<TM, TR> : Async<TM, TR>, IPipelineBehavior<TM, TR>;
        [HandlerLifetime(HandlerLifetime.LIFETIME), PerAttempt] public sealed class Async2<TM, TR> : Async<TM, TR>, IPipelineBehavior<TM, TR>;

        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public sealed class Sync1<TM, TR> : IPipelineBehavior<TM, TR>
        {
            public ValueTask<TR> HandleAsync<TNext>(TM message, TNext next, CancellationToken token) where TNext : struct, INext<TR>
            {
                Log.Note("Sync1>");
                return Log.Of("Sync1") == "skip" ? default : next.InvokeAsync(token);
            }
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public class Sync2<TM, TR> : IPipelineBehavior<TM, TR>
        {
            public virtual ValueTask<TR> HandleAsync<TNext>(TM message, TNext next, CancellationToken token) where TNext : struct, INext<TR>
            {
                Log.Note("Sync2>");
                return Log.Of("Sync2") == "skip" ? default : next.InvokeAsync(token);
            }
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public sealed class Twice<TM, TR> : IPipelineBehavior<TM, TR>
        {
            public async ValueTask<TR> HandleAsync<TNext>(TM message, TNext next, CancellationToken token) where TNext : struct, INext<TR>
            {
                try
                {
                    await next.InvokeAsync(token);
                }
                catch (InvalidOperationException error)
                {
                    Log.Lines.Add("Twice caught " + error.Message);
                }
                return await next.InvokeAsync(token);
            }
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)]
        public sealed class Hidden<TM, TR> : IPipelineBehavior<TM, TR>
        {
            async ValueTask<TR> IPipelineBehavior<TM, TR>.HandleAsync<TNext>(TM message, TNext next, CancellationToken token)
            {
                await Log.AtAsync("Hidden>");
                if (Log.Of("Hidden") == "skip")
                    return default!;
                try
                {
                    var result = await next.InvokeAsync(token);
                    await Log.AtAsync("Hidden<");
                    return result;
                }
                catch (InvalidOperationException error) when (Log.Of("Hidden") == "catch")
                {
                    Log.Lines.Add($"Hidden caught {error.Message}");
                    return default!;
                }
            }
            public ValueTask<TR> HandleAsync(TM message) => throw new NotSupportedException();
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class Before1<TM> : IBeforeHook<TM> { public ValueTask BeforeAsync(TM message, CancellationToken token) => Log.AtAsync("Before1 before"); }
        [HandlerLifetime(HandlerLifetime.LIFETIME), PerAttempt] public sealed class Before2<TM> : IBeforeHook<TM> { ValueTask IBeforeHook<TM>.BeforeAsync(TM message, CancellationToken token) => Log.AtAsync("Before2 before"); }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class After1<TM, TR> : IAfterHook<TM, TR> { public ValueTask<TR> AfterAsync(TM message, TR result, CancellationToken token) => Log.ThenAsync("After1 after", result); }
        [HandlerLifetime(HandlerLifetime.LIFETIME), PerAttempt] public sealed class After2<TM, TR> : IAfterHook<TM, TR> { public ValueTask<TR> AfterAsync(TM message, TR result, CancellationToken token) => Log.ThenAsync("After2 after", result); }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class Error1<TM> : IErrorHook<TM> { public ValueTask OnErrorAsync(TM message, Exception error, CancellationToken token) { Log.Lines.Add(error.Message); return Log.AtAsync("Error1 error"); } }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class Error2<TM> : IErrorHook<TM> { public ValueTask OnErrorAsync(TM message, Exception error, CancellationToken token) { Log.Lines.Add(error.Message); return Log.AtAsync("Error2 error"); } }
        [HandlerLifetime(HandlerLifetime.LIFETIME), PerAttempt] public sealed class Error3<TM> : IErrorHook<TM> { public ValueTask OnErrorAsync(TM message, Exception error, CancellationToken token) { Log.Lines.Add(error.Message); return Log.AtAsync("Error3 error"); } }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public class Hooks<TM, TR> : IBeforeHook<TM>, IAfterHook<TM, TR>, IErrorHook<TM>
        {
            private string Name => GetType().Name.Split('`')[0];
            public ValueTask BeforeAsync(TM message, CancellationToken token) => Log.AtAsync(Name + " before");
            public ValueTask<TR> AfterAsync(TM message, TR result, CancellationToken token) => Log.ThenAsync(Name + " after", result);
            public ValueTask OnErrorAsync(TM message, Exception error, CancellationToken token) { Log.Lines.Add(error.Message); return Log.AtAsync(Name + " error"); }
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME), PerAttempt] public sealed class HooksInside<TM, TR> : Hooks<TM, TR>;
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class All<TM, TR> : Hooks<TM, TR>, IPipelineBehavior<TM, TR>
        {
            public ValueTask<TR> HandleAsync<TNext>(TM message, TNext next, CancellationToken token) where TNext : struct, INext<TR>
            {
                Log.Note("All>");
                return Log.Of("All") == "skip" ? default : next.InvokeAsync(token);
            }
        }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class AuditBefore : IBeforeHook<IAudited> { public ValueTask BeforeAsync(IAudited message, CancellationToken token) => Log.AtAsync("AuditBefore before"); }
        [HandlerLifetime(HandlerLifetime.LIFETIME)] public sealed class CommandsOnly<TM, TR> : IAfterHook<TM, TR> where TM : class, ICommand<TR> { public ValueTask<TR> AfterAsync(TM message, TR result, CancellationToken token) => Log.ThenAsync("CommandsOnly after", result); }

        /// <summary>The order as it is meant, without a word of CqrsKit.</summary>
        public sealed class Plan(List<(string Name, char Face)> parts)
        {
            public async Task RunAsync(int at = 0)
            {
                if (at == parts.Count)
                {
                    await Log.AtAsync("handler");
                    return;
                }
                var (name, face) = parts[at];
                switch (face)
                {
                    case 'A':
                        await Log.AtAsync(name + ">");
                        if (Log.Of(name) == "skip")
                            return;
                        try
                        {
                            await RunAsync(at + 1);
                            await Log.AtAsync(name + "<");
                        }
                        catch (InvalidOperationException error) when (Log.Of(name) == "catch")
                        {
                            Log.Lines.Add($"{name} caught {error.Message}");
                        }
                        break;
                    case 'S':
                        Log.Note(name + ">");
                        if (Log.Of(name) != "skip")
                            await RunAsync(at + 1);
                        break;
                    case 'T':
                        try
                        {
                            await RunAsync(at + 1);
                        }
                        catch (InvalidOperationException error)
                        {
                            Log.Lines.Add("Twice caught " + error.Message);
                        }
                        await RunAsync(at + 1);
                        break;
                    case 'b':
                        await Log.AtAsync(name + " before");
                        await RunAsync(at + 1);
                        break;
                    case 'a':
                        await RunAsync(at + 1);
                        await Log.AtAsync(name + " after");
                        break;
                    case 'e':
                        try
                        {
                            await RunAsync(at + 1);
                        }
                        catch (Exception error)
                        {
                            Log.Lines.Add(error.Message);
                            await Log.AtAsync(name + " error");
                            throw;
                        }
                        break;
                }
            }
        }

        public static partial class App
        {
            public static int Nested;
            public static bool IsLooking;

            public static async Task<string> Main()
            {
                var wrong = new List<string>();
                var random = new Random(Seed);
                for (var setup = 0; setup < Setups.Length; setup++)
                {
                    var services = new ServiceCollection();
                    services.AddCqrsKit(kit => { kit.AddHandlersFrom(typeof(App).Assembly); Add(setup, kit); });
                    await using var provider = services.BuildServiceProvider();
                    await using var scope = provider.CreateAsyncScope();
                    var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
                    var queries = scope.ServiceProvider.GetRequiredService<IQueryDispatcher>();
                    using var source = new CancellationTokenSource();
                    for (var round = 0; round < 40; round++)
                    {
                        IsLooking = round == 1;
                        Log.Script = round < 2 ? [] : ScriptOf(Setups[setup], random);
                        await CheckAsync(setup, typeof(Ping), async () => await commands.SendAsync(new Ping(1), source.Token), wrong);
                        await CheckAsync(setup, typeof(Dot), async () => await commands.SendAsync(new Dot(1), source.Token), wrong);
                        await CheckAsync(setup, typeof(Plain), async () => await commands.SendAsync(new Plain(), source.Token), wrong);
                        await CheckAsync(setup, typeof(Name), async () => await queries.QueryAsync(new Name(), source.Token), wrong);
                    }
                }
                return wrong.Count == 0 ? $"right, {(Nested >= Setups.Length ? "nested" : Nested == 0 ? "linked" : $"{Nested} nested")}" : string.Join("\n", wrong.Take(3));
            }

            private static Dictionary<string, string> ScriptOf((string, string, bool)[] setup, Random random)
            {
                var script = new Dictionary<string, string>();
                foreach (var place in setup.SelectMany(part => (string[])[part.Item1 + ">", part.Item1 + "<", part.Item1 + " before", part.Item1 + " after", part.Item1 + " error"]).Append("handler"))
                    script[place] = random.GetItems(["sync", "sync", "sync", "sync", "async", "async", "throw", "fail"], 1)[0];
                foreach (var part in setup)
                    script[part.Item1] = random.GetItems(["go", "go", "go", "go", "skip", "catch"], 1)[0];
                return script;
            }

            private static async Task CheckAsync(int setup, Type message, Func<Task> send, List<string> wrong)
            {
                var actual = await TraceAsync(send);
                var expected = await TraceAsync(() => new Plan(PartsOf(Setups[setup], message)).RunAsync());
                if (actual != expected)
                    wrong.Add($"{setup} {message}: {string.Join(", ", Log.Script)}\nexpected {expected}\nactual   {actual}");
            }

            private static async Task<string> TraceAsync(Func<Task> run)
            {
                Log.Lines.Clear();
                try
                {
                    await run();
                    Log.Lines.Add("done");
                }
                catch (InvalidOperationException error)
                {
                    Log.Lines.Add("thrown " + error.Message);
                }
                return string.Join(" | ", Log.Lines);
            }

            private static List<(string, char)> PartsOf((string Name, string Faces, bool IsPerAttempt)[] setup, Type message) =>
            [
                .. setup
                    .Where(part => part.Name != "AuditBefore" || message.IsAssignableTo(typeof(IAudited)) && !message.IsValueType)
                    .Where(part => part.Name != "CommandsOnly" || message == typeof(Ping) || message == typeof(Plain))
                    .OrderBy(part => part.IsPerAttempt && message != typeof(Name))
                    .SelectMany(part => part.Faces.Select(face => (part.Name, face))),
            ];
        }

        """;
}
