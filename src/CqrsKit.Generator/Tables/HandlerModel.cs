using CqrsKit.Generator.Model;

namespace CqrsKit.Generator.Tables;

/// <summary>What the generator keeps of a declared type: a handler, an event, or both.</summary>
/// <param name="Order">The name by which the scan orders it too.</param>
/// <param name="Name">The name in code.</param>
/// <param name="IsEvent">Whether it is an event.</param>
/// <param name="Handler">How it handles; null where it doesn't.</param>
internal sealed record TypeModel(string Order, string Name, bool IsEvent, HandlerModel? Handler);

/// <summary>A handler class.</summary>
/// <param name="Lifetime">The member of HandlerLifetime.</param>
/// <param name="Arguments">What its constructor is given; null where the container chooses the constructor.</param>
/// <param name="Faces">What it handles.</param>
internal sealed record HandlerModel(
    string Lifetime,
    EquatableArray<string>? Arguments,
    EquatableArray<FaceModel> Faces
);

/// <summary>One handler interface of a class.</summary>
/// <param name="Key">The number under which a table lists it.</param>
/// <param name="Kind">C, Q, S or E.</param>
/// <param name="Message">The name by which the scan orders it too.</param>
/// <param name="Types">Message, and result where there is one, in code.</param>
internal sealed record FaceModel(ulong Key, char Kind, string Message, string Types);

/// <summary>A row of the table.</summary>
internal sealed record RowModel(string Handler, string Lifetime, EquatableArray<string>? Arguments, FaceModel Face);

/// <summary>Some rows, in a class of their own, so that only those that are near a message are loaded with it.</summary>
internal sealed record BucketModel(TableName Table, string Name, EquatableArray<RowModel> Rows);

/// <summary>The table without its rows.</summary>
internal sealed record TableModel(
    TableName Table,
    EquatableArray<ulong> Messages,
    EquatableArray<ulong> Events,
    EquatableArray<string> EventTypes
);

/// <summary>Where the table of an assembly stands.</summary>
internal sealed record TableName(string Space, string Class);
