// Places for parts that are on their way; whoever lands one deletes its lines here (all of the file must go).
namespace CqrsKit.Events
{
    public interface IRunner
    {
        System.Threading.Tasks.ValueTask StartAsync(System.Threading.CancellationToken c);
        System.Threading.Tasks.ValueTask StopAsync(System.Threading.CancellationToken c);
    }

    static class PendingA
    {
        internal static Microsoft.Extensions.DependencyInjection.IServiceCollection AddEvents(
            this Microsoft.Extensions.DependencyInjection.IServiceCollection s
        ) => s;
    }
}

namespace CqrsKit.Projections
{
    static class PendingA
    {
        internal static Microsoft.Extensions.DependencyInjection.IServiceCollection AddProjections(
            this Microsoft.Extensions.DependencyInjection.IServiceCollection s
        ) => s;
    }
}

namespace CqrsKit.Subscriptions
{
    static class PendingA
    {
        internal static Microsoft.Extensions.DependencyInjection.IServiceCollection AddSubscriptions(
            this Microsoft.Extensions.DependencyInjection.IServiceCollection s
        ) => s;
    }
}
