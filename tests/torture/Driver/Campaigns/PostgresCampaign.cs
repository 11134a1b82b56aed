using System.IO;
using System.Threading.Tasks;
using CqrsKit.Torture.Histories;
using CqrsKit.Torture.Processes;
using CqrsKit.Torture.Servers;

namespace CqrsKit.Torture.Campaigns;

/// <summary>Several nodes that write and share the views, on a schema of the run's PostgreSQL server.</summary>
internal abstract class PostgresCampaign : Campaign
{
    /// <summary>How long a lease lasts in these campaigns.</summary>
    protected const int Lease = 1000;

    private const int Nodes = 3;
    private const int Clients = 8;

    public override string? Missing => PostgresServer.Missing;

    protected override void Open(Run run, Trial trial) =>
        trial.Stores = new StoreSet
        {
            Connection = run.Postgres.ConnectionString(),
            Schema = Path.GetFileName(trial.Folder),
        };

    protected override void Keep(Trial trial) => trial.Run.Postgres.Keeps = true;

    /// <summary>Starts a node in the place of another; the first one has no clients, and only follows the log.</summary>
    protected static Task<WorkerProcess> StartAsync(Trial trial, int place) =>
        place == 0 ? trial.StartAsync(("clients", "0")) : trial.StartAsync();

    protected static Task<WorkerProcess[]> StartAsync(Trial trial) => StartAsync(trial, Clients, Nodes);

    /// <summary>Starts the nodes, and waits until all of them work.</summary>
    protected static async Task<WorkerProcess[]> StartAsync(Trial trial, int clients, int nodes)
    {
        trial.Settings.AddRange([("lease", $"{Lease}"), ("clients", $"{clients}")]);
        var workers = new WorkerProcess[nodes];
        for (var i = 0; i < nodes; i++)
            await (workers[i] = await StartAsync(trial, i)).RunningAsync();
        return workers;
    }
}
