using System;
using System.Diagnostics;
using System.Globalization;
using System.Linq;
using System.Threading;

namespace CqrsKit.Redis.Tests;

/// <summary>A cluster of three servers of the tests' own, each with a third of the slots.</summary>
public sealed class RedisCluster : IDisposable
{
    private const int Slots = 16384;

    private static readonly Lazy<RedisCluster> OneForAll = new(() =>
    {
        var cluster = new RedisCluster();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => cluster.Dispose();
        return cluster;
    });

    public RedisCluster()
    {
        Nodes =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(_ => new RedisProcess("--cluster-enabled", "yes", "--cluster-node-timeout", "2000")),
        ];
        for (var i = 0; i < Nodes.Length; i++)
        {
            var (first, last) = (Slots * i / Nodes.Length, (Slots * (i + 1) / Nodes.Length) - 1);
            Nodes[i].Execute("CLUSTER", "ADDSLOTSRANGE", $"{first}", $"{last}");
            Nodes[0].Execute("CLUSTER", "MEET", "127.0.0.1", Nodes[i].Port.ToString(CultureInfo.InvariantCulture));
        }

        var since = Stopwatch.GetTimestamp();
        while (!Array.TrueForAll(Nodes, IsReady))
        {
            if (Stopwatch.GetElapsedTime(since) > TimeSpan.FromSeconds(60))
                throw new InvalidOperationException("The cluster does not come up.");
            Thread.Sleep(50);
        }
    }

    /// <summary>The cluster that tests share which leave it as it is.</summary>
    public static RedisCluster Shared => OneForAll.Value;

    public RedisProcess[] Nodes { get; }

    public string Address => string.Join(',', Nodes.Select(node => node.Address));

    public void Dispose()
    {
        foreach (var node in Nodes)
            node.Dispose();
    }

    private static bool IsReady(RedisProcess node)
    {
        var info = node.Execute("CLUSTER", "INFO");
        return info.Contains("cluster_state:ok", StringComparison.Ordinal)
            && info.Contains("cluster_known_nodes:3", StringComparison.Ordinal)
            && info.Contains("cluster_slots_ok:16384", StringComparison.Ordinal);
    }
}
