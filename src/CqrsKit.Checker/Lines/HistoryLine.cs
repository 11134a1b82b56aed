using System.Text.Json.Serialization;

namespace CqrsKit.Checker.Lines;

/// <summary>One line of a history: what one recorder saw at one moment.</summary>
/// <param name="At">When, in microseconds of a clock that never goes back and that all recorders of the history share.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CommandInvoked), "invoke")]
[JsonDerivedType(typeof(CommandAnswered), "answer")]
[JsonDerivedType(typeof(UnitRecorded), "unit")]
[JsonDerivedType(typeof(TailLost), "lost")]
[JsonDerivedType(typeof(PageRead), "page")]
[JsonDerivedType(typeof(QueryInvoked), "ask")]
[JsonDerivedType(typeof(QueryAnswered), "reply")]
[JsonDerivedType(typeof(RowSampled), "sample")]
[JsonDerivedType(typeof(GenerationBuilt), "build")]
[JsonDerivedType(typeof(GenerationSwitched), "switch")]
[JsonDerivedType(typeof(GenerationRead), "read")]
[JsonDerivedType(typeof(FenceRaised), "fence")]
[JsonDerivedType(typeof(BatchApplied), "apply")]
[JsonDerivedType(typeof(StoreRewound), "rewound")]
[JsonDerivedType(typeof(KeyMended), "mended")]
public abstract record HistoryLine(long At);
