using System.Collections.Generic;
using System.Linq;

namespace CqrsKit.Keystroke;

/// <summary>The same project twice: a message and its handler in each file, and a file of ten calls for every ten of them.</summary>
internal static class Shop
{
    public static Dictionary<string, string> ForCqrsKit(int handlers) =>
        Files(
            handlers,
            "using CqrsKit.Commands;",
            number =>
                $$"""
                    public sealed record Command{{number}}(int Value/*message*/) : ICommand<int>;

                    public sealed class Handler{{number}}(Store store/*constructor*/) : ICommandHandler<Command{{number}}, int>
                    {
                        public ValueTask<int> HandleAsync(Command{{number}} command, CancellationToken cancellationToken) =>
                            new(/*here*/command.Value + store.Value);
                    }
                    """,
            "ICommandDispatcher",
            "SendAsync"
        );

    public static Dictionary<string, string> ForMediator(int handlers) =>
        Files(
            handlers,
            "using Mediator;",
            number =>
                $$"""
                    public sealed record Command{{number}}(int Value/*message*/) : ICommand<int>;

                    public sealed class Handler{{number}}(Store store/*constructor*/) : ICommandHandler<Command{{number}}, int>
                    {
                        public ValueTask<int> Handle(Command{{number}} command, CancellationToken cancellationToken) =>
                            new(/*here*/command.Value + store.Value);
                    }
                    """,
            "ISender",
            "Send"
        );

    private static Dictionary<string, string> Files(
        int handlers,
        string usings,
        System.Func<int, string> handler,
        string dispatcher,
        string send
    )
    {
        var head = $"""
            using System.Threading;
            using System.Threading.Tasks;
            {usings}

            namespace Shop;


            """;
        var files = new Dictionary<string, string>
        {
            ["Store.cs"] =
                head
                + "public sealed class Store { public int Value => 1; public int Kept { get; init; } = 0; public void Fill(int value = /*here*/0) {} }",
        };
        for (var number = 0; number < handlers; number++)
            files[$"Handler{number}.cs"] = head + handler(number);
        for (var number = 0; number < handlers / 10; number++)
        {
            var calls = Enumerable
                .Range(number * 10, 10)
                .Select(call => $"sum += await dispatcher.{send}(new Command{call}(sum), cancellationToken);");
            files[$"Calls{number}.cs"] =
                head
                + $$"""
                    public sealed class Calls{{number}}({{dispatcher}} dispatcher)
                    {
                        public async Task<int> RunAsync(CancellationToken cancellationToken)
                        {
                            var sum = /*here*/0;
                            {{string.Join("\n        ", calls)}}
                            return sum;
                        }
                    }
                    """;
        }

        return files;
    }
}
