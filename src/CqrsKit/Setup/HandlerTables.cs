using System.Linq;
using CqrsKit.Dispatch;
using CqrsKit.Events;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>Adds the handlers that the generator found in an assembly.</summary>
public static class HandlerTables
{
    /// <summary>
    /// Adds every handler and every event of the assembly that a generated table was made for: <c>ShopHandlers</c> for the
    /// assembly <c>Contoso.Shop</c>. Each assembly's table is added by itself, in any order, and once however often it is named.
    /// </summary>
    public static CqrsKitBuilder AddHandlers<TTable>(this CqrsKitBuilder kit)
        where TTable : HandlerTable, new()
    {
        if (kit.Services.Any(service => !service.IsKeyedService && service.ImplementationInstance is TTable))
            return kit;
        var table = new TTable();
        kit.Services.AddSingleton<HandlerTable>(table);
        kit.Services.AddSingleton(new EventPlace(Row: null, table));
        table.AddEvents(kit);
        return kit;
    }
}
