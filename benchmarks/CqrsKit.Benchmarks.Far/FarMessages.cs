using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using CqrsKit.Queries;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record FarCommand__(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class FarCommandHandler__ : ICommandHandler<FarCommand__, int>
{
    public ValueTask<int> HandleAsync(FarCommand__ command, CancellationToken cancellationToken) =>
        new(Work.Of(command.Value));
}

public sealed record FarQuery__(int Value) : IQuery<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class FarQueryHandler__ : IQueryHandler<FarQuery__, int>
{
    public ValueTask<int> HandleAsync(FarQuery__ query, CancellationToken cancellationToken) =>
        new(Work.Of(query.Value));
}
#endregion
