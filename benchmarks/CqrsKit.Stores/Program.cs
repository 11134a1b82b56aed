using System.Globalization;
using System.IO;
using System.Linq;
using CqrsKit.Stores.Postgres;
using CqrsKit.Stores.Redis;
using CqrsKit.Stores.Scenarios;
using CqrsKit.Stores.Sharing;

// dotnet run -c Release --project benchmarks/CqrsKit.Stores [-- [--rounds N] [append] [command] [catch-up] [read] [memory]
//     [pg-append] [pg-load] [pg-catch-up] [pg-visible] [pg-read] [share] [pg-long, only when it is named]]
if (args is ["--catch-up", var path])
{
    await MemoryScenario.CatchUpAsync(path);
    return;
}

if (args is [SharingNode.Argument, var connectionString, var schema, var fold])
{
    await SharingNode.RunAsync(connectionString, schema, fold);
    return;
}

var rounds = 5;
if (args is ["--rounds", var count, ..])
{
    rounds = int.Parse(count, CultureInfo.InvariantCulture);
    args = args[2..];
}

bool Wants(string name) => args.Length == 0 || args.Contains(name);

try
{
    if (Wants("append"))
        await AppendScenario.RunAsync(rounds);
    if (Wants("command"))
        await CommandScenario.RunAsync(rounds);
    if (Wants("catch-up"))
        await CatchUpScenario.RunAsync(rounds);
    if (Wants("read"))
        await ReadScenario.RunAsync(rounds);
    if (Wants("memory"))
        await MemoryScenario.RunAsync();
    if (Wants("pg-append"))
        await PgAppendScenario.RunAsync(rounds);
    if (Wants("pg-load"))
        await PgLoadScenario.RunAsync(rounds);
    if (Wants("pg-catch-up"))
        await PgCatchUpScenario.RunAsync(rounds);
    if (Wants("pg-rebuild"))
        await PgRebuildScenario.RunAsync(rounds);
    if (Wants("pg-visible"))
        await PgVisibleScenario.RunAsync(rounds);
    if (Wants("pg-read"))
        await PgReadScenario.RunAsync(rounds);
    if (Wants("redis-catch-up"))
        await RedisCatchUpScenario.RunAsync(rounds);
    if (Wants("redis-read"))
        await RedisReadScenario.RunAsync(rounds);
    if (args.Contains("pg-long"))
        await PgLongScenario.RunAsync(rounds);
    if (Wants("share"))
        await SharingScenario.RunAsync(rounds);
}
finally
{
    PgServer.Stop();
    Directory.Delete(Kit.Scratch, recursive: true);
}
