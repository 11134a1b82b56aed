using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace CqrsKit.Pipeline;

/// <summary>The registered behaviors and hooks, from which the chain of each message type is linked once.</summary>
internal sealed class PipelineTable(IEnumerable<BehaviorRegistration> registrations)
{
    private static readonly (Type Face, Type Step)[] Kinds =
    [
        (typeof(IPipelineBehavior<,>), typeof(BehaviorStep<,,>)),
        (typeof(IBeforeHook<>), typeof(BeforeStep<,,>)),
        (typeof(IAfterHook<,>), typeof(AfterStep<,,>)),
        (typeof(IErrorHook<>), typeof(ErrorStep<,,>)),
    ];

    private readonly BehaviorRegistration[] _registrations = [.. registrations.Distinct()];

    /// <summary>All registrations, in order.</summary>
    public IReadOnlyList<BehaviorRegistration> Registrations => _registrations;

    /// <summary>The steps for a message, in registered order.</summary>
    /// <param name="perAttempt">Only the steps inside the retry, or only those around it; null for all.</param>
    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2067",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2055",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    public PipelineStep<TMessage, TResult>[] StepsFor<TMessage, TResult>(bool? perAttempt)
    {
        var steps = new List<PipelineStep<TMessage, TResult>>();
        foreach (var registration in _registrations)
        {
            if (perAttempt is { } inside && registration.IsPerAttempt != inside)
                continue;
            foreach (var (face, step) in Kinds)
            {
                if (Close(registration, face, typeof(TMessage), typeof(TResult)) is not { } type)
                    continue;
                var closed = step.MakeGenericType(typeof(TMessage), typeof(TResult), type);
                steps.Add((PipelineStep<TMessage, TResult>)Activator.CreateInstance(closed)!);
            }
        }

        return [.. steps];
    }

    /// <summary>The stream behaviors for a query, in registered order.</summary>
    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2067",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2055",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    public StreamStep<TQuery, TItem>[] StreamStepsFor<TQuery, TItem>() =>
        [
            .. _registrations
                .Select(registration => Close(registration, typeof(IStreamBehavior<,>), typeof(TQuery), typeof(TItem)))
                .OfType<Type>()
                .Select(type => typeof(StreamBehaviorStep<,,>).MakeGenericType(typeof(TQuery), typeof(TItem), type))
                .Select(type => (StreamStep<TQuery, TItem>)Activator.CreateInstance(type)!),
        ];

    /// <summary>Whether a behavior or hook applies to a message at all.</summary>
    public static bool Applies(BehaviorRegistration registration, Type message, Type result, bool isStream) =>
        isStream
            ? Close(registration, typeof(IStreamBehavior<,>), message, result) is not null
            : Kinds.Any(kind => Close(registration, kind.Face, message, result) is not null);

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    private static Type? Close(BehaviorRegistration registration, Type face, Type message, Type result) =>
        face.GetGenericArguments().Length == 1
            ? BehaviorMatch.Close(registration.Type, face, message)
            : BehaviorMatch.Close(registration.Type, face, message, result);
}
