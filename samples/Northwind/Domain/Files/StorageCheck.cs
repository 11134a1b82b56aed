using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit;
using CqrsKit.Events;

namespace Northwind.Domain.Files;

/// <summary>Refuses a database that was made with another storage, before anything is built in it.</summary>
internal sealed class StorageCheck(string database, string stored, IEventLog log, EventRegistry events) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Check;

    public async ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        if (faults.Count > 0)
            return; // the database could not even be opened

        var stream = new StreamId("", FileSettingsAggregate.StreamCategory, FileSettings.Key);
        foreach (var recorded in await log.ReadStreamAsync(stream, afterVersion: 0, limit: 1, cancellationToken))
        {
            if (events.Read(recorded) is StorageChosen chosen && chosen.Stored != stored)
                faults.Add(
                    new StartupFault(
                        database,
                        $"was made with --stored {chosen.Stored}.",
                        $"Use --stored {chosen.Stored}, or another database."
                    )
                );
        }
    }
}
