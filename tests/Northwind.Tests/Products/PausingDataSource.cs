using System;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;

namespace Northwind.Tests.Products;

/// <summary>Opens connections as another source does, once something else has been done.</summary>
internal sealed class PausingDataSource(DbDataSource inner, Pause pause) : DbDataSource
{
    public override string ConnectionString => inner.ConnectionString;

    protected override DbConnection CreateDbConnection() => inner.CreateConnection();

    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken)
    {
        pause.Opened++;
        if (pause.Work is { } work)
        {
            pause.Work = null;
            await work();
        }

        return await inner.OpenConnectionAsync(cancellationToken);
    }
}

/// <summary>What happens before a handler gets its connection.</summary>
internal sealed class Pause
{
    /// <summary>Done once.</summary>
    public Func<Task>? Work { get; set; }

    /// <summary>How many connections were opened.</summary>
    public int Opened { get; set; }
}
