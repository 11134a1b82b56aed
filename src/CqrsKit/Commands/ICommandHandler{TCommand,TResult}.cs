using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Commands;

/// <summary>Carries out a command with a result.</summary>
public interface ICommandHandler<in TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    /// <summary>Loads, decides, and appends; the commit follows when it returns. It may be run again after a conflict.</summary>
    ValueTask<TResult> HandleAsync(TCommand command, CancellationToken cancellationToken);
}
