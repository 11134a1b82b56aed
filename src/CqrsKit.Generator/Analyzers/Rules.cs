using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Analyzers;

/// <summary>Every rule, with its id for good; docs/analyzers.md has a section for each.</summary>
internal static class Rules
{
    /// <summary>Where the sections are read; the same page is packed with the package, as docs/analyzers.md.</summary>
    private const string Page = "https://github.com/cqrskit/cqrskit/blob/main/docs/analyzers.md";

    public static readonly DiagnosticDescriptor NoHandler = Rule(
        1,
        "Message without handler",
        "{0} is a {1} without a handler in this program; write one, or add the assembly that has it"
    );

    public static readonly DiagnosticDescriptor SeveralHandlers = Rule(
        2,
        "Several handlers of one message",
        "{0} has {1} handlers: {2}; keep one, and let what should happen besides be a subscription or a behavior"
    );

    public static readonly DiagnosticDescriptor OtherResult = Rule(
        3,
        "Handler for another result",
        "{0} is answered with {1}, and its only handler, {2}, answers it with {3}"
    );

    public static readonly DiagnosticDescriptor NeverApplies = Rule(
        4,
        "Behavior that never applies",
        "{0} applies to no message of this program: its interfaces or constraints fit none"
    );

    public static readonly DiagnosticDescriptor QueryWrites = Rule(
        5,
        "Query handler that writes",
        "{0} handles a query and takes {1}, which writes; a query changes nothing"
    );

    public static readonly DiagnosticDescriptor CommandReads = Rule(
        6,
        "Command handler that reads views",
        "{0} handles a command and takes {1}; a view may lag, so decide by what IRepository loads"
    );

    public static readonly DiagnosticDescriptor Captive = Rule(
        7,
        "Singleton that captures a scoped service",
        "{0} is a singleton and takes {1}, which is scoped; make it scoped or transient"
    );

    public static readonly DiagnosticDescriptor Blocks = Rule(
        8,
        "Handler that blocks",
        "'{0}' blocks a thread until the task has ended; await it"
    );

    public static readonly DiagnosticDescriptor DroppedToken = Rule(
        9,
        "Dropped cancellation token",
        "'{0}' is called without the handler's cancellation token, and takes one"
    );

    public static readonly DiagnosticDescriptor Mutable = Rule(
        10,
        "Mutable message",
        "{0} of {1} can be changed after it was made; a message says what was asked or has happened"
    );

    public static readonly DiagnosticDescriptor NoEventName = Rule(
        11,
        "Event without a stable name",
        "{0} is an event without [EventName], which it is stored under and which stays when the type is renamed"
    );

    public static readonly DiagnosticDescriptor NotPure = Rule(
        12,
        "Fold that is not deterministic",
        "'{0}' gives another result on replay; take what the fold needs from the event"
    );

    public static readonly DiagnosticDescriptor SeveralConstructors = Rule(
        13,
        "Several public constructors",
        "{0} has {1} public constructors; keep one, or mark the one to use with [ActivatorUtilitiesConstructor]"
    );

    public static readonly DiagnosticDescriptor SameKind = Rule(
        14,
        "Handler that dispatches its own kind",
        "{0} takes {1}; call what both handlers need as a method or class of its own",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor NotInContext = Rule(
        15,
        "Type missing from the JSON context",
        "{0} is stored as JSON and is not in {1}; add [JsonSerializable(typeof({2}))] to it"
    );

    public static readonly DiagnosticDescriptor HandledBy = Rule(
        16,
        "Handled by",
        "Handled by {0}",
        DiagnosticSeverity.Info
    );

    public static readonly DiagnosticDescriptor Hidden = Rule(
        101,
        "Handler that generated code can't name",
        "{0} handles {1}, but code outside its own type or file cannot name {2}, so AddHandlers does not add it; make it internal, or register it with its own Add… method"
    );

    private static DiagnosticDescriptor Rule(
        int number,
        string title,
        string message,
        DiagnosticSeverity severity = DiagnosticSeverity.Warning
    ) =>
        new(
            $"CQRS{number:000}",
            title,
            message,
            "CqrsKit",
            severity,
            isEnabledByDefault: true,
            helpLinkUri: $"{Page}#cqrs{number:000}",
            customTags: number is 1 or 2 or 3 or 4 or 15 ? [WellKnownDiagnosticTags.CompilationEnd] : []
        );
}
