using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;

namespace CqrsKit.Benchmarks.One;

public sealed class CommandHandler : ICommandHandler<Command, int>
{
    public ValueTask<int> HandleAsync(Command command, CancellationToken cancellationToken) =>
        new(Work.Of(command.Value));
}
