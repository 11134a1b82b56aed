using Microsoft.Extensions.Logging;

namespace CqrsKit.Setup;

internal static partial class Log
{
    [LoggerMessage(101, LogLevel.Information, "{Store} is {Durability}: {Settings}.")]
    public static partial void StoreIs(ILogger logger, string store, string durability, string settings);

    [LoggerMessage(102, LogLevel.Information, "{Store} does not say what its acknowledgements survive.")]
    public static partial void StoreIsSilent(ILogger logger, string store);
}
