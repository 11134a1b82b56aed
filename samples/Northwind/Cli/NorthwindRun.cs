using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Threading.Tasks;
using CqrsKit;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Setup;
using CqrsKit.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Northwind.Domain.Files;
using Northwind.Http;
using Northwind.Import;

namespace Northwind.Cli;

/// <summary>One run of the program: open, import, report, serve.</summary>
internal static class NorthwindRun
{
    public static async Task<int> RunAsync(NorthwindOptions options)
    {
        try
        {
            await (
                options.Worker ? WorkAsync(options)
                : options.Exit ? ImportOnlyAsync(options)
                : ServeAsync(options)
            );
            return ExitCode.Done;
        }
        catch (UsageException error)
        {
            return await FailAsync(ExitCode.Usage, error.Message);
        }
        catch (StartupException error)
        {
            var faults = error.Faults.Select(fault => fault.ToString());
            return await FailAsync(ExitCode.Usage, string.Join(" ", faults));
        }
        catch (SqliteFileException error)
        {
            return await FailAsync(ExitCode.Usage, error.Message);
        }
        catch (Exception error)
        {
            return await FailAsync(ExitCode.Failure, error.Message);
        }
    }

    private static async Task<int> FailAsync(int code, string message)
    {
        await Console.Error.WriteLineAsync(message.ReplaceLineEndings(" "));
        return code;
    }

    private static async Task ImportOnlyAsync(NorthwindOptions options)
    {
        var services = new ServiceCollection();
        services.AddLogging(Log).AddNorthwind(options.Layout);
        var provider = services.BuildServiceProvider();
        await using (provider)
        {
            await StoppedAfterAsync(provider, () => FillAsync(provider, options));
        }
    }

    /// <summary>Runs projections until it is told to stop; a host stops it cleanly.</summary>
    private static async Task WorkAsync(NorthwindOptions options)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging(Log).AddNorthwind(options.Layout);
        using var host = builder.Build();
        await StoppedAfterAsync(
            host.Services,
            async () =>
            {
                await host.StartAsync();
                var followers = host.Services.GetRequiredService<IRunner>().Followers;
                Console.Out.WriteLine(
                    followers.Count > 0
                        ? $"working on {string.Join(", ", followers.Select(follower => follower.Name).Distinct())}"
                        : $"working on nothing: views on rung {options.Layout.Rung} have no projections to run"
                );
                await host.WaitForShutdownAsync();
            }
        );
    }

    private static async Task ServeAsync(NorthwindOptions options)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        builder.Services.AddLogging(Log).AddNorthwind(options.Layout);
        var app = builder.Build();
        await using (app)
        {
            app.Urls.Clear();
            foreach (var url in options.Urls.Split(';'))
                app.Urls.Add(url);
            app.MapNorthwind();
            await StoppedAfterAsync(
                app.Services,
                async () =>
                {
                    await FillAsync(app.Services, options);
                    await OpenAsync(app, options);
                    Console.Out.WriteLine($"listening on {string.Join(", ", app.Urls)}");
                    await app.WaitForShutdownAsync();
                }
            );
        }
    }

    /// <summary>Stops the runner however it ends: a host that never started stops nothing, and the stores are closed next.</summary>
    private static async Task StoppedAfterAsync(IServiceProvider provider, Func<Task> runAsync)
    {
        try
        {
            await runAsync();
        }
        finally
        {
            await provider.StopCqrsKitAsync();
        }
    }

    /// <summary>Opens the file, imports what is missing, and reports.</summary>
    private static async Task FillAsync(IServiceProvider provider, NorthwindOptions options)
    {
        await provider.StartCqrsKitAsync();
        var commands = provider.GetRequiredService<ICommandDispatcher>();
        var stored = Registration.Name(options.Layout.Stored);
        if ((await commands.SendAsync(new ChooseStorage(stored))).Stored != stored)
            throw new UsageException($"Somebody else has just made the database with another --stored.");

        var token = await ImportConsole.ImportAsync(provider, options);
        await new SalesReport(provider, Console.Out).PrintAsync(token);
    }

    private static async Task OpenAsync(WebApplication app, NorthwindOptions options)
    {
        try
        {
            await app.StartAsync();
        }
        catch (Exception error) when (error is IOException { InnerException: not null } or SocketException)
        {
            throw new UsageException(
                $"Cannot listen on {options.Urls}: {error.Message.TrimEnd('.')}. Choose another address with --urls."
            );
        }
    }

    private static void Log(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console =>
            console.LogToStandardErrorThreshold = LogLevel.Trace
        );
        logging.SetMinimumLevel(LogLevel.Warning);
        // What fails at the start is said once, by the one line on stderr.
        logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Hosting", LogLevel.None);
    }
}
