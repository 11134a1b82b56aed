using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading.Tasks;
using CqrsKit;
using CqrsKit.Dispatch.Tests.Suite;
using CqrsKit.Events;
using CqrsKit.InMemory;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace DispatchSuite;

/// <summary>Where code is native, what is stored is found missing from the JSON contexts at the start.</summary>
internal static class NativeJson
{
    public static IEnumerable<Promise> All =>
        [
            new("Without a context each stored type is a fault", _ => FaultsAsync(_ => { }, "Sailed", "Sunk")),
            new(
                "A stored type that no context names is a fault",
                _ => FaultsAsync(kit => kit.UseJson(PartJson.Default), "Sunk")
            ),
            new(
                "What all contexts name starts",
                _ => FaultsAsync(kit => kit.UseJson(PartJson.Default, RestJson.Default))
            ),
        ];

    private static async Task FaultsAsync(Action<CqrsKitBuilder> configure, params string[] types)
    {
        await using var provider = new ServiceCollection()
            .AddCqrsKit(kit =>
            {
                kit.UseInMemory().AddEvent<Sailed>().AddEvent<Sunk>();
                configure(kit);
            })
            .BuildServiceProvider();
        var found = Array.Empty<string>();
        try
        {
            await provider.StartCqrsKitAsync();
            await provider.StopCqrsKitAsync();
        }
        catch (StartupException error)
        {
            found = [.. error.Faults.Select(fault => fault.Subject.Split('.')[^1])];
        }

        Check.Equal(string.Join(" ", types), string.Join(" ", found));
    }
}

[JsonSerializable(typeof(Sailed))]
internal sealed partial class PartJson : JsonSerializerContext;

[JsonSerializable(typeof(Sunk))]
internal sealed partial class RestJson : JsonSerializerContext;
