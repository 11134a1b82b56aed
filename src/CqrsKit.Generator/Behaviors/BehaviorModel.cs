using CqrsKit.Generator.Model;

namespace CqrsKit.Generator.Behaviors;

/// <summary>The interfaces by which a class stands in a pipeline, in the order in which it does.</summary>
internal enum BehaviorFace
{
    Around,
    Before,
    After,
    Error,
    Stream,
}

/// <summary>A call of AddBehavior whose class is known.</summary>
/// <param name="File">The file it stands in.</param>
/// <param name="Group">Where the member begins that it stands in: the calls of one member are taken to be made together.</param>
/// <param name="Position">Where its name stands.</param>
/// <param name="Class">The class, by the identifier that documentation has for it.</param>
/// <param name="Code">The class in code, such as <c>global::N.Logging&lt;,&gt;</c>.</param>
/// <param name="TakesType">Whether the class is given as an argument.</param>
/// <param name="Attribute">The attribute that names its place.</param>
internal sealed record AddModel(
    string File,
    int Group,
    int Position,
    string Class,
    string Code,
    bool TakesType,
    string Attribute
);

/// <summary>The classes that a compilation adds: each list is one that may be what a container is built with.</summary>
internal sealed record PlanModel(EquatableArray<EquatableArray<string>> Lists);

/// <summary>The table of a compilation, with every message that it can name.</summary>
internal sealed record BehaviorTableModel(string Class, EquatableArray<MessageModel> Messages);

/// <summary>What the table's own file says: its name, and the messages' keys.</summary>
internal sealed record HeadModel(string Class, EquatableArray<ulong> Keys);

/// <summary>A message, with what surrounds it.</summary>
internal sealed record MessageModel(
    ulong Key,
    string Message,
    string Result,
    EquatableArray<LinkModel> Rows,
    EquatableArray<NestModel> Nests
);

/// <summary>A closed class, by one of its faces.</summary>
/// <param name="Face">The face.</param>
/// <param name="Class">The closed class in code.</param>
/// <param name="Lifetime">The lifetime that it declares.</param>
/// <param name="Arguments">What its constructor is given; null where the container makes it.</param>
/// <param name="IsDirect">Whether its method can be called on the class; otherwise it is on the interface.</param>
/// <param name="IsAsync">Whether that is an async method.</param>
internal sealed record LinkModel(
    BehaviorFace Face,
    string Class,
    string Lifetime,
    EquatableArray<string>? Arguments,
    bool IsDirect,
    bool IsAsync
);

/// <summary>What is composed of links, the first the outermost.</summary>
internal sealed record NestModel(EquatableArray<LinkModel> Links);

/// <summary>Some of a table's messages, so that an edit redoes few of them.</summary>
internal sealed record BehaviorBucketModel(string Class, int Number, EquatableArray<MessageModel> Messages);
