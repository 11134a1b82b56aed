using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Commands;
using CqrsKit.Queries;
using CqrsKit.Reading;
using CqrsKit.Writing;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Rules.Tests;

/// <summary>Core's folders are its concepts; which concept may use which is the table below.</summary>
public sealed class ArchitectureTests(ITestOutputHelper output)
{
    private const string Everything = "*";

    /// <summary>What each folder of core may use besides itself and the root. The root ("") uses only itself.</summary>
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        [""] = [],
        ["Dispatch"] = [],
        ["Events"] = ["Dispatch", "Leases"],
        ["Leases"] = [],
        ["Pipeline"] = ["Dispatch"],
        ["Reading"] = [],
        ["Writing"] = ["Events", "Projections", "Reading"],
        ["Projections"] = ["Events", "Reading"],
        ["Consistency"] = ["Reading", "Events"],
        ["Commands"] = ["Dispatch", "Pipeline", "Writing", "Consistency"],
        ["Queries"] = ["Dispatch", "Pipeline", "Consistency", "Reading"],
        ["Subscriptions"] = ["Events", "Commands", "Reading"],
        ["InMemory"] = ["Writing", "Events", "Projections", "Reading", "Leases"],
        ["Setup"] = [Everything],
    };

    /// <summary>
    /// The largest group of types that may all reach one another. Two is the aim; three, because a pipeline's chain, its
    /// steps and their rest are one linked structure.
    /// </summary>
    private const int LargestCircle = 3;

    private static readonly TypeGraph Core = TypeGraph.Of(Repository.AssemblyOf("CqrsKit"));

    [Fact]
    public void Every_folder_of_core_has_a_row_in_the_table()
    {
        var missing = Core.Types.Select(FolderOf).Distinct().Where(folder => !MayUse.ContainsKey(folder)).ToArray();

        Assert.True(missing.Length == 0, $"No row in the may-use table: {string.Join(", ", missing)}.");
    }

    [Fact]
    public void Core_types_use_only_what_the_table_allows()
    {
        var offenses =
            from type in Core.Types
            let folder = FolderOf(type)
            let allowed = MayUse.GetValueOrDefault(folder, [])
            from used in Core.UsedBy(type)
            let target = FolderOf(used)
            where target != folder && target != "" && !allowed.Contains(target) && !allowed.Contains(Everything)
            select $"{type} uses {used}; {Show(folder)} may use {Allowed(allowed)}.";

        Report(offenses);
    }

    /// <summary>The table may grow, but not so far that the two sides meet.</summary>
    [Fact]
    public void A_command_handler_cannot_name_a_read_store_and_a_query_handler_cannot_append()
    {
        Assert.Empty(MayUse["Commands"].Intersect([FolderOf(NameOf(typeof(IReadStore<>))), "Queries", Everything]));
        Assert.Empty(MayUse["Queries"].Intersect([FolderOf(NameOf(typeof(IWriteStore))), "Commands", Everything]));

        var reading = new[] { typeof(IReadStore<>), typeof(IViewStore) }.Select(NameOf);
        var appending = new[] { typeof(IWriteStore), typeof(IUnitOfWork), typeof(IRepository<>) }.Select(NameOf);
        Assert.Empty(Core.Reach(NameOf(typeof(ICommandHandler<>))).Intersect(reading));
        Assert.Empty(Core.Reach(NameOf(typeof(ICommandHandler<,>))).Intersect(reading));
        Assert.Empty(Core.Reach(NameOf(typeof(IQueryHandler<,>))).Intersect(appending));
        Assert.Empty(Core.Reach(NameOf(typeof(IStreamQueryHandler<,>))).Intersect(appending));
    }

    [Fact]
    public void Only_setup_names_the_in_memory_stores()
    {
        var offenses =
            from type in Core.Types
            where FolderOf(type) is not ("InMemory" or "Setup")
            from used in Core.UsedBy(type)
            where FolderOf(used) == "InMemory"
            select $"{type} uses {used}; only Setup may.";

        Report(offenses);
    }

    [Fact]
    public void Circles_of_types_stay_small()
    {
        var circles = Core.Circles();
        foreach (var circle in circles)
        {
            output.WriteLine($"circle of {circle.Count}: {string.Join(", ", circle)}");
        }

        Report(
            circles
                .Where(circle => circle.Count > LargestCircle)
                .Select(circle => $"circle of {circle.Count}, at most {LargestCircle}: {string.Join(", ", circle)}")
        );
    }

    private static string FolderOf(string type)
    {
        var parts = type.Split('.');
        return parts.Length > 2 && parts[0] == "CqrsKit" ? parts[1] : "";
    }

    private static string NameOf(Type type) => type.FullName!;

    private static string Show(string folder) => folder == "" ? "the root" : folder;

    private static string Allowed(string[] allowed) =>
        allowed.Length == 0 ? "the root alone" : $"{string.Join(", ", allowed)} and the root";

    private static void Report(IEnumerable<string> offenses)
    {
        var found = offenses.ToArray();
        Assert.True(
            found.Length == 0,
            $"{found.Length} found:{Environment.NewLine}{string.Join(Environment.NewLine, found)}"
        );
    }
}
