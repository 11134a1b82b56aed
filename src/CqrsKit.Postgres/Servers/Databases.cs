using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace CqrsKit.Postgres.Servers;

/// <summary>The application's databases, each with one pool, however many stores are in it.</summary>
internal sealed class Databases : IAsyncDisposable, IDisposable
{
    private readonly List<Database> _databases = [];

    public Databases(IEnumerable<DatabaseRegistration> registrations, Waiting waiting)
    {
        // The one with the log first: it knows more.
        foreach (var registration in registrations.OrderByDescending(one => one.HasLog))
        {
            if (Find(registration) is null)
                _databases.Add(new Database(registration, waiting));
        }
    }

    public IReadOnlyList<Database> All => _databases;

    public Database At(DatabaseRegistration registration) =>
        Find(registration)
        ?? throw new InvalidOperationException(
            $"The PostgreSQL schema '{registration.Options.Schema}' is not registered."
        );

    public void Dispose()
    {
        foreach (var database in _databases)
            database.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
            await database.DisposeAsync().ConfigureAwait(false);
    }

    private Database? Find(DatabaseRegistration registration) =>
        _databases.FirstOrDefault(database => database.Is(registration));
}
