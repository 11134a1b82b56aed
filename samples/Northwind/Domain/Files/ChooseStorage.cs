using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Writing;

namespace Northwind.Domain.Files;

/// <summary>Says how the file keeps its aggregates, if nobody has said so yet; answers with what it was made with.</summary>
[CommandName("choose-storage")]
public sealed record ChooseStorage(string Stored) : ICommand<FileSettings>;

internal sealed class ChooseStorageHandler(IRepository<FileSettings> files)
    : ICommandHandler<ChooseStorage, FileSettings>
{
    public async ValueTask<FileSettings> HandleAsync(ChooseStorage command, CancellationToken cancellationToken)
    {
        var file = await files.LoadAsync(FileSettings.Key, cancellationToken);
        return file.State ?? file.Append(new StorageChosen(command.Stored)).State!;
    }
}
