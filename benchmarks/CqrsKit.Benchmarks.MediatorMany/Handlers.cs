using System.Threading;
using System.Threading.Tasks;
using Mediator;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record Command__(int Value) : ICommand<int>;

public sealed class Handler__ : ICommandHandler<Command__, int>
{
    public ValueTask<int> Handle(Command__ command, CancellationToken cancellationToken) => new(Work.Of(command.Value));
}
#endregion
