using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Commands;

/// <summary>Carries out a command without a result.</summary>
public interface ICommandHandler<in TCommand>
    where TCommand : ICommand
{
    /// <summary>Loads, decides, and appends; the commit follows when it returns. It may be run again after a conflict.</summary>
    ValueTask HandleAsync(TCommand command, CancellationToken cancellationToken);
}
