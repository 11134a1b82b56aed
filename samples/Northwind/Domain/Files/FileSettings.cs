using CqrsKit.Writing;

namespace Northwind.Domain.Files;

/// <summary>What a database file was made with.</summary>
public sealed record FileSettings(string Stored)
{
    /// <summary>There is one such stream in a file.</summary>
    internal const string Key = "northwind";
}

internal sealed class FileSettingsAggregate : Aggregate<FileSettings>
{
    public const string StreamCategory = "file-settings";

    public FileSettingsAggregate()
        : base(StreamCategory) => On<StorageChosen>((_, e) => new(e.Stored));
}
