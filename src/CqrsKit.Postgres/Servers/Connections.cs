using System;
using System.Threading.Tasks;
using CqrsKit.Postgres.Schemas;
using Npgsql;

namespace CqrsKit.Postgres.Servers;

/// <summary>
/// Two pools: connections of the store's own, set up once for the few statements that it sends, and plain ones, which are
/// lent to users and are used for the schema.
/// </summary>
internal sealed class Connections : IAsyncDisposable, IDisposable
{
    // Generic plans, made when tables are still small, must be those that are right when they have grown: by index. JIT
    // would compile them for their estimated cost. Locks are taken before what they guard is read, which needs a snapshot of
    // each statement's own.
    private const string Settings =
        @"-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off -c max_parallel_workers_per_gather=0 -c default_transaction_isolation=read\ committed";

    public Connections(DatabaseRegistration registration, string name)
    {
        var plain = Parse(registration.ConnectionString, name);
        if (SqlName.Fault(registration.Options.Schema) is { } fault)
            throw new PostgresStoreException(
                name,
                $"its schema cannot be named so: {fault}.",
                "Choose another PostgresOptions.Schema, of 1 to 63 bytes."
            );
        plain.Enlist = false;
        var own = new NpgsqlConnectionStringBuilder(plain.ConnectionString)
        {
            Options = string.IsNullOrEmpty(plain.Options) ? Settings : $"{plain.Options} {Settings}",
            NoResetOnClose = true,
        };
        if (own.MaxAutoPrepare == 0)
            own.MaxAutoPrepare = 100;
        own.AutoPrepareMinUsages = int.Min(own.AutoPrepareMinUsages, 2);
        Plain = NpgsqlDataSource.Create(plain);
        Own = registration.HasLog ? Checking(own, registration) : NpgsqlDataSource.Create(own);
    }

    public NpgsqlDataSource Own { get; }

    public NpgsqlDataSource Plain { get; }

    public void Dispose()
    {
        Own.Dispose();
        Plain.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Own.DisposeAsync().ConfigureAwait(false);
        await Plain.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Each new connection asks whether the cluster is still the one in which the log was written (trap 5).</summary>
    private static NpgsqlDataSource Checking(NpgsqlConnectionStringBuilder text, DatabaseRegistration registration)
    {
        var sql = SqlName.In(registration.Options.Schema, "SELECT {s}.adopt_cluster()");
        var builder = new NpgsqlDataSourceBuilder(text.ConnectionString);
#if !TRAP_05
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(sql, connection);
                command.ExecuteNonQuery();
            },
            async connection =>
            {
                var command = new NpgsqlCommand(sql, connection);
                await using var _ = command.ConfigureAwait(false);
                await command.ExecuteNonQueryAsync().ConfigureAwait(false);
            }
        );
#endif
        return builder.Build();
    }

    private static NpgsqlConnectionStringBuilder Parse(string connectionString, string name)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (ArgumentException error)
        {
            throw new PostgresStoreException(
                name,
                $"the connection string cannot be read ({error.Message})",
                "Give an Npgsql connection string, such as Host=localhost;Database=shop;Username=shop;Password=….",
                error
            );
        }
    }
}
