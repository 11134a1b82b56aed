using System;
using System.Collections.Generic;
using Microsoft.Extensions.Logging;

namespace CqrsKit.Tests.Consistency;

/// <summary>What was logged.</summary>
internal sealed class Lines : ILoggerFactory, ILogger
{
    public List<(LogLevel Level, int Id, string Text)> All { get; } = [];

    public void AddProvider(ILoggerProvider provider) { }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => All.Add((logLevel, eventId.Id, formatter(state, exception)));

    public void Dispose() { }
}
