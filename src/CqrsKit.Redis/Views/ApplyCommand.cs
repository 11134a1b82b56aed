using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Redis.Servers;
using StackExchange.Redis;

namespace CqrsKit.Redis.Views;

/// <summary>
/// Applies batches. A large one is cut into slices, a script each, sent without waiting in between. Where the outcome is
/// unknown the whole batch is sent again under its token, and the server knows whether it has it.
/// </summary>
internal sealed class ApplyCommand(RedisServer server, RedisGenerations generations, Switching switching, IdSource ids)
{
    // How often the server had applied a batch when it last told us: one that has lost an apply is found out by its count.
    private readonly ConcurrentDictionary<(GenerationId, int), string> _applies = new();

    /// <summary>Notes how often batches have been applied, as the one who has raised the fence sees it.</summary>
    public void Opened(GenerationId generation, int partition, string applies) =>
        _applies[(generation, partition)] = applies;

    public async ValueTask<ApplyOutcome> RunAsync(ViewBatch batch)
    {
        if (await generations.FindAsync(batch.Generation, default).ConfigureAwait(false) is not { } keys)
            return ApplyOutcome.Moved; // dropped meanwhile
        server.CheckWritable();
        var place = (batch.Generation, batch.Partition);
        var known = _applies.GetValueOrDefault(place, "");
        _applies.TryRemove(place, out _);
        var partition = keys.Partitions[batch.Partition];
        var slices = new ApplySlices(batch, partition, server.Options, known, ids.NewId().ToString("N"));
        var since = server.Now;
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var answer = await SendAsync(slices).ConfigureAwait(false);
                switch (answer.Split(' '))
                {
                    case ["applied", var applies]:
                        _applies[place] = applies;
                        return ApplyOutcome.Applied;
                    case ["fenced"]:
                        return ApplyOutcome.Fenced;
                    case ["moved"]:
                        return ApplyOutcome.Moved;
                    case ["held", var hold]:
                        await switching.MeetAsync(partition, hold, attempt, default).ConfigureAwait(false);
                        continue;
                }

                // A slice was lost with the server's tail, after it was acknowledged.
                if (!server.HasTime(since))
                    return ApplyOutcome.Moved;
            }
            catch (Exception error) when (Failure.IsOne(error))
            {
                if (!server.MayRetry(error, since))
                    throw Failure.Explain(server.Name, error);
            }

            await server.PauseAsync(attempt, default).ConfigureAwait(false);
        }
    }

    /// <returns>What the last slice says, or the first that was refused.</returns>
    private async Task<string> SendAsync(ApplySlices slices)
    {
        var database = server.Database;
        var sent = new List<Task<RedisResult>>(slices.Count);
        for (var slice = 0; slice < slices.Count; slice++)
            sent.Add(database.ScriptEvaluateAsync(ApplyScript.Text, slices.Keys(slice), slices.Values(slice)));
        var answers = await Task.WhenAll(sent).ConfigureAwait(false);
        return answers.Select(answer => (string)answer!).First(answer => answer != "more");
    }
}
