using Mediator;
using Microsoft.Extensions.DependencyInjection;

[assembly: MediatorOptions(Namespace = "CqrsKit.Benchmarks.MediatorOne", ServiceLifetime = ServiceLifetime.Scoped)]
