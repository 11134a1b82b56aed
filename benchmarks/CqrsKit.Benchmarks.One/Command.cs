using CqrsKit.Commands;

namespace CqrsKit.Benchmarks.One;

public sealed record Command(int Value) : ICommand<int>;
