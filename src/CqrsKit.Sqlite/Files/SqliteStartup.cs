using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Projections;

namespace CqrsKit.Sqlite.Files;

/// <summary>Opens, creates or upgrades every registered file, and reports what cannot be used.</summary>
internal sealed class SqliteStartup(
    SqliteFiles files,
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

        if (defaults.LastOrDefault() is { } chosen && !IsShared(chosen))
        {
            foreach (var view in views.Where(view => IsInline(view.Options)))
                faults.Add(
                    new StartupFault(
                        $"View '{view.Projection.Name}'",
                        $"it is inline, but views are kept in '{chosen.ViewsPath}', apart from the write store's '{chosen.WritePath}'.",
                        "Register it with Async(), or leave SqliteOptions.ViewsPath unset."
                    )
                );
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsShared(DefaultFiles chosen) =>
        SqliteFile.FullPath(chosen.WritePath) == SqliteFile.FullPath(chosen.ViewsPath);

    private static bool IsInline(ViewOptions options) => options is { Placement: ViewPlacement.Inline, Store: null };
}
