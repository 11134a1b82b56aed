using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Torture.Tests;

/// <summary>The profile <c>brief</c> of tests/torture/run, a campaign a test; <c>ci</c> where it is that.</summary>
public sealed class CampaignTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Size = Environment.GetEnvironmentVariable("CI") == "true" ? "ci" : "brief";

    private readonly Run _run = new(Seed(), output.WriteLine);

    public void Dispose() => _run.Dispose();

    [CampaignFact("sqlite-kills")]
    public Task Nothing_is_lost_or_wrong_where_a_writer_on_SQLite_is_killed() => SearchAsync("sqlite-kills");

    [CampaignFact("node-kills")]
    public Task Nor_where_nodes_on_PostgreSQL_are_killed() => SearchAsync("node-kills");

    [CampaignFact("server-kills")]
    public Task Nor_where_the_PostgreSQL_server_is() => SearchAsync("server-kills");

    [CampaignFact("redis-kills")]
    public Task Nor_where_the_Redis_server_is() => SearchAsync("redis-kills");

    [CampaignFact("pauses")]
    public Task Nor_where_a_node_sleeps_past_its_lease() => SearchAsync("pauses");

    [CampaignFact("sessions")]
    public Task Nor_where_sessions_are_terminated() => SearchAsync("sessions");

    [CampaignFact("cuts")]
    public Task Nor_where_connections_are_slow_deaf_and_cut() => SearchAsync("cuts");

    [CampaignFact("pools")]
    public Task Nor_where_pools_are_exhausted() => SearchAsync("pools");

    [CampaignFact("full-disk")]
    public Task Nor_where_the_disk_is_full() => SearchAsync("full-disk");

    [Theory]
    [InlineData("early-answers", "Acknowledged")]
    [InlineData("lost-rows", "Fold")]
    public async Task A_fault_that_is_planted_in_the_workers_is_found(string plant, string invariant)
    {
        using var run = new Run(Seed(), output.WriteLine, plant);
        var result = await Profile.Campaign("sqlite-kills").RunAsync(run, faults: 8);

        Assert.Contains(result.Found, one => one.StartsWith(invariant, StringComparison.Ordinal));
    }

    private async Task SearchAsync(string name)
    {
        var (campaign, faults, commands) = Profile.Of(Size)!.Campaigns.Single(one => one.Campaign.Name == name);
        var result = await campaign.RunAsync(_run, faults, commands);

        output.WriteLine($"note: seed {_run.Seed}: {Summary.Line(result)}");
        Assert.True(result.Found.Count == 0, string.Join(Environment.NewLine, result.Found));
        Assert.True(result.Count >= faults && result.Commands > 0, "There was nothing to find anything in.");
    }

    /// <summary>A fresh seed, or the one to repeat.</summary>
    private static int Seed() =>
        int.TryParse(Environment.GetEnvironmentVariable("TORTURE_SEED"), out var seed) ? seed : Random.Shared.Next();
}
