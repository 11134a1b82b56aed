using System;
using System.Threading.Tasks;
using CqrsKit.Testing.Rules;

namespace CqrsKit.Testing;

/// <summary>What a write store must do with inline views, where it and the view store are one database.</summary>
/// <param name="open">Opens a fresh, empty database; called once a rule.</param>
public sealed class InlineViewConformance(Func<ValueTask<StoreUnderTest>> open)
    : ConformanceSuite(open, [.. InlineRules.All, .. InlineVersionRules.All, .. InlineParkRules.All]);
