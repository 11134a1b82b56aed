using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Data.Sqlite;
using Xunit;
using Xunit.Abstractions;

namespace CqrsKit.Sqlite.Tests.Power;

/// <summary>
/// Losses of power on the files that CqrsKit writes. POWER_IMAGES says how many disks are looked at in all (200 unless
/// set), POWER_SEED where the seeds begin.
/// </summary>
public sealed class PowerLossTests(ITestOutputHelper output)
{
    private const int LivesEach = 10;

    private static readonly int Images = Number("POWER_IMAGES", 200);
    private static readonly int FirstSeed = Number("POWER_SEED", 0);

    [Fact]
    public async Task Full_loses_nothing_acknowledged_and_views_that_fall_back_go_on()
    {
        var result = await RunAsync(new(SqliteSynchronous.Full, SqliteSynchronous.Normal), Images * 4 / 10);

        Assert.Equal(0, result.Lost);
        Assert.True(result.FellBack > 0, "no view fell back: the recorder doesn't bite");
    }

    [Fact]
    public async Task Full_for_views_too_loses_nothing()
    {
        var result = await RunAsync(new(SqliteSynchronous.Full, SqliteSynchronous.Full), Images * 2 / 10);

        Assert.Equal(0, result.Lost);
        Assert.Equal(0, result.FellBack);
    }

    [Fact]
    public async Task Normal_may_lose_the_tail_of_the_log_and_nothing_else()
    {
        var result = await RunAsync(new(SqliteSynchronous.Normal, SqliteSynchronous.Normal), Images * 3 / 10);

        Assert.True(result.Lost > 0, "nothing was lost: the recorder doesn't bite");
    }

    [Fact]
    public async Task Off_loses_what_was_acknowledged_and_damages_files()
    {
        var result = await RunAsync(new(SqliteSynchronous.Off, SqliteSynchronous.Off), Images / 10);

        Assert.True(result.Lost > 0, "nothing was lost: the recorder doesn't bite");
        Assert.True(result.Damaged > 0, "no file was damaged: the recorder doesn't bite");
    }

    [Fact]
    public async Task A_store_that_flushes_less_than_it_claims_is_found()
    {
        var claims = new Setting(SqliteSynchronous.Normal, SqliteSynchronous.Normal) { KeepsAll = true };

        var folder = Directory.CreateTempSubdirectory("cqrskit-power-").FullName;
        var found = await Assert.ThrowsAsync<PowerException>(() => RunAsync(claims, 100, folder));
        Directory.Delete(folder, recursive: true);

        Assert.Matches("Acknowledged, line .* has no unit in the log|which the log never held", found.Message);
    }

    private async Task<Result> RunAsync(Setting setting, int images, string? scratch = null)
    {
        var folder = scratch ?? Directory.CreateTempSubdirectory("cqrskit-power-").FullName;
        var watch = Stopwatch.StartNew();
        var gate = new Lock();
        var (sum, left, seed) = (new Result(), images, FirstSeed);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(MachinesAsync)));
        Directory.Delete(folder, recursive: true);
        output.WriteLine(
            $"note: power loss, synchronous={setting.Synchronous} (views: {setting.Views}): {images} disks, "
                + $"{sum.Acknowledged} acknowledged, {sum.Lost} lost, {sum.Damaged} damaged, "
                + $"views that fell back {sum.FellBack}, rows ahead {sum.Ahead}; {watch.Elapsed.TotalSeconds:0.0} s"
        );
        return sum;

        async Task MachinesAsync()
        {
            while (Volatile.Read(ref left) > 0)
            {
                var machine = new Machine(setting, Interlocked.Increment(ref seed) - 1, folder);
                var damaged = await LiveAsync(machine);
                lock (gate)
                    sum = sum.Plus(machine, damaged);
            }
        }

        async Task<int> LiveAsync(Machine machine)
        {
            // The first life begins with an empty disk.
            for (var life = 0; life <= LivesEach && (life == 0 || Interlocked.Decrement(ref left) >= 0); life++)
            {
                try
                {
                    await machine.LiveAsync();
                }
                catch (Exception error) when (setting.Synchronous == SqliteSynchronous.Off && IsDamage(error))
                {
                    return 1;
                }
                catch (Exception error)
                {
                    Volatile.Write(ref left, 0);
                    throw new PowerException(
                        $"{setting}, {machine}: {error}{Environment.NewLine}The disk as it was found: {machine.Image}"
                    );
                }
            }

            return 0;
        }
    }

    private static bool IsDamage(Exception error) =>
        error is PowerException or CqrsKitException or SqliteException or System.Text.Json.JsonException;

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? int.Parse(text) : otherwise;

    private sealed record Result(int Acknowledged = 0, int Lost = 0, int Damaged = 0, int FellBack = 0, int Ahead = 0)
    {
        public Result Plus(Machine machine, int damaged) =>
            new(
                Acknowledged + machine.Acknowledged,
                Lost + machine.Lost,
                Damaged + damaged,
                FellBack + machine.FellBack,
                Ahead + machine.Ahead
            );
    }
}
