using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

internal sealed class ViewConnection<TView>(ViewBinding<TView> binding, IReadGuard guard, MessageContext context)
    : IViewConnection<TView>
    where TView : class
{
    public async ValueTask<TResult> UseAsync<TConnection, TResult>(
        Func<NativeView<TConnection>, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken
    )
        where TConnection : class
    {
        ArgumentNullException.ThrowIfNull(read);
        if (binding.Shared is not null)
            throw new CqrsKitException(
                $"View '{binding.Source.Name}' is shared: it is stored nowhere, so no connection leads to it. Register it with Inline() or Async()."
            );

        if (guard.IsActive)
            return await guard
                .ReadAsync(binding.Source, keys: null, (this, read), Lend, cancellationToken)
                .ConfigureAwait(false);

        var reader = await binding.Source.Store.OpenReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            return await Lend(reader, (this, read), cancellationToken).ConfigureAwait(false);
    }

    private static async ValueTask<TResult> Lend<TConnection, TResult>(
        IViewReader reader,
        (ViewConnection<TView> Owner, Func<NativeView<TConnection>, CancellationToken, ValueTask<TResult>> Read) args,
        CancellationToken cancellationToken
    )
        where TConnection : class
    {
        var name = args.Owner.Name;
        if (reader.Native is not TConnection connection)
            throw new CqrsKitException(
                $"The store of view '{name}' gives {reader.Native?.GetType().ToString() ?? "no native connection"}, not {typeof(TConnection)}. Ask for that, or place the view in another store."
            );
        var status =
            await reader.StatusAsync(name, cancellationToken).ConfigureAwait(false)
            ?? throw new CqrsKitException($"View '{name}' has no active generation yet; ask again later.");
        return await args.Read(new(connection, status.Generation, args.Owner.Tenant), cancellationToken)
            .ConfigureAwait(false);
    }

    private string Name => binding.Source.Name;

    private string Tenant => context.Tenant;
}
