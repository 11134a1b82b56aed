using System;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading;
using CqrsKit.Commands;
using Mediator;
using Microsoft.Extensions.DependencyInjection;
using Many = CqrsKit.Benchmarks.Many;
using MediatorMany = CqrsKit.Benchmarks.MediatorMany;
using MediatorOne = CqrsKit.Benchmarks.MediatorOne;
using One = CqrsKit.Benchmarks.One;

namespace CqrsKit.Benchmarks.Start;

/// <summary>
/// Opens a container, sends one command, and prints how long ago the process was asked for. Each way is a method of its own,
/// so that nothing of the others is loaded.
/// </summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        var result = (args[0], args[1]) switch
        {
            ("direct", "1") => DirectOne(),
            ("direct", "1000") => DirectMany(),
            ("generated", "1") => SendOne(scan: false),
            ("generated", "1000") => SendMany(scan: false),
            ("scan", "1") => SendOne(scan: true),
            ("scan", "1000") => SendMany(scan: true),
            ("mediator", "1") => MediateOne(),
            ("mediator", "1000") => MediateMany(),
            _ => throw new ArgumentException($"Unknown way {args[0]} with {args[1]} handlers."),
        };
        var elapsed = Stopwatch.GetTimestamp() - long.Parse(args[2], CultureInfo.InvariantCulture);
        Console.Write(elapsed);
        return result == 2 ? 0 : 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DirectOne()
    {
        using var scope = One.Kits.Plain().CreateScope();
        var handler = scope.ServiceProvider.GetRequiredService<One.CommandHandler>();
        return handler.HandleAsync(new One.Command(1), CancellationToken.None).AsTask().GetAwaiter().GetResult();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DirectMany()
    {
        using var scope = Many.Kits.Plain().CreateScope();
        var handler = scope.ServiceProvider.GetRequiredService<Many.TransientHandler0001>();
        return handler
            .HandleAsync(new Many.TransientCommand0001(1), CancellationToken.None)
            .AsTask()
            .GetAwaiter()
            .GetResult();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SendOne(bool scan)
    {
        using var scope = (scan ? One.Kits.Scanned() : One.Kits.Generated()).CreateScope();
        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        return commands.SendAsync(new One.Command(1)).AsTask().GetAwaiter().GetResult();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int SendMany(bool scan)
    {
        using var scope = (scan ? Many.Kits.Scanned() : Many.Kits.Generated()).CreateScope();
        var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
        return commands.SendAsync(new Many.TransientCommand0001(1)).AsTask().GetAwaiter().GetResult();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MediateOne()
    {
        using var scope = MediatorOne.Scopes.Open().CreateScope();
        return scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new MediatorOne.Command0001(1))
            .AsTask()
            .GetAwaiter()
            .GetResult();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int MediateMany()
    {
        using var scope = MediatorMany.Scopes.Open().CreateScope();
        return scope
            .ServiceProvider.GetRequiredService<IMediator>()
            .Send(new MediatorMany.Command0001(1))
            .AsTask()
            .GetAwaiter()
            .GetResult();
    }
}
