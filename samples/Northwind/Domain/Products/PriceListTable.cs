using System;
using System.Collections.Generic;
using System.Data.Common;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace Northwind.Domain.Products;

/// <summary>Makes the price list before the first command.</summary>
/// <param name="provider">Opens the database; asked only once it is known that it can be.</param>
/// <param name="before">SQL that keeps other processes out meanwhile, where the database does not do so itself.</param>
internal sealed class PriceListTable(IServiceProvider provider, string before) : IStartupTask
{
    private const string Create = """
        CREATE TABLE IF NOT EXISTS price_list (product_id bigint PRIMARY KEY, name text NOT NULL, cents bigint NOT NULL)
        """;

    public StartupPhase Phase => StartupPhase.Prepare;

    public async ValueTask RunAsync(ICollection<StartupFault> faults, CancellationToken cancellationToken)
    {
        var database = provider.GetRequiredService<DbDataSource>();
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(before + Create, transaction: transaction);
        await transaction.CommitAsync(cancellationToken);
    }
}
