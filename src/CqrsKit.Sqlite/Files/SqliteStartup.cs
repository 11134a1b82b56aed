using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Projections;

namespace CqrsKit.Sqlite.Files;

/// <summary>Opens, creates or upgrades every registered file, and reports what cannot be used.</summary>
internal sealed class SqliteStartup(
    SqliteFiles files,
    IEnumerable<FileRegistration> registrations,
    IEnumerable<DefaultFiles> defaults,
    IEnumerable<ViewRegistration> views
) : IStartupTask
{
    public StartupPhase Phase => StartupPhase.Check;

    public ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        foreach (var file in files.All)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                file.Open();
            }
            catch (SqliteFileException error)
            {
                faults.Add(new StartupFault($"SQLite file '{error.Path}'", error.Problem, error.Remedy));
            }
        }

        if (defaults.LastOrDefault() is { } chosen)
        {
            foreach (var view in views)
                CheckInline(view, chosen, faults);
        }

        return ValueTask.CompletedTask;
    }

    private void CheckInline(ViewRegistration view, DefaultFiles chosen, ICollection<StartupFault> faults)
    {
        if (view.Options.Placement != ViewPlacement.Inline)
            return;
        var path = view.Options.Store is { } name
            ? registrations.LastOrDefault(registration => registration.Views == name)?.Path
            : chosen.ViewsPath;
        if (path is null || SqliteFile.FullPath(path) == SqliteFile.FullPath(chosen.WritePath))
            return;
        faults.Add(
            new StartupFault(
                $"View '{view.Projection.Name}'",
                $"it is inline, but its store is '{path}', apart from the write store's '{chosen.WritePath}'.",
                "Register it with Async(), or keep it in the write store's file."
            )
        );
    }
}
