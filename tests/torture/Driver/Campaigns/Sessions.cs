using System;
using System.Threading.Tasks;
using Npgsql;

namespace CqrsKit.Torture.Campaigns;

/// <summary>Database sessions of the nodes are terminated by an administrator, in whatever they are at.</summary>
internal sealed class Sessions : PostgresCampaign
{
    public override string Name => "sessions";

    public override string Faults => "terminated database sessions";

    protected override int FaultsEach => 100;

    protected override async Task DisturbAsync(Trial trial, int faults, CampaignResult result)
    {
        await StartAsync(trial);
        await using var connection = trial.Run.Postgres.Connect();
        for (var i = 0; i < faults; )
        {
            await Task.Delay(trial.Random.Next(60));
            // One that is at work, where there is one: what it does is lost, or only its answer.
            await using var command = new NpgsqlCommand(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE application_name = 'torture' ORDER BY state = 'active' DESC, random() LIMIT 1
                """,
                connection
            );
            if (await command.ExecuteScalarAsync() is true)
                i++;
        }
    }
}
