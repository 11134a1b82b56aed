using Mediator;
using Microsoft.Extensions.DependencyInjection;

[assembly: MediatorOptions(Namespace = "CqrsKit.Benchmarks.MediatorMany", ServiceLifetime = ServiceLifetime.Scoped)]
