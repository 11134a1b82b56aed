using Mediator;
using Microsoft.Extensions.DependencyInjection;

[assembly: MediatorOptions(Namespace = "CqrsKit.Benchmarks.MediatorScoped", ServiceLifetime = ServiceLifetime.Scoped)]
