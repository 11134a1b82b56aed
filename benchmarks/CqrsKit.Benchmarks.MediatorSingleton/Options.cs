using Mediator;
using Microsoft.Extensions.DependencyInjection;

[assembly: MediatorOptions(
    Namespace = "CqrsKit.Benchmarks.MediatorSingleton",
    ServiceLifetime = ServiceLifetime.Singleton
)]
