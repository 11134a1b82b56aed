using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Xunit;

namespace CqrsKit.Rules.Tests;

/// <summary>What the architecture test cannot see, it cannot forbid: each way of using a type is planted here once.</summary>
public sealed class TypeGraphTests
{
    private static readonly TypeGraph Graph = TypeGraph.Of(typeof(TypeGraphTests).Assembly.Location);

    [Theory]
    [InlineData(typeof(UsesInMethodBody))]
    [InlineData(typeof(UsesInLambda))]
    [InlineData(typeof(UsesInAsyncBody))]
    [InlineData(typeof(UsesAsGenericArgument))]
    [InlineData(typeof(UsesInTypeOf))]
    [InlineData(typeof(UsesInAttribute))]
    [InlineData(typeof(UsesInCatch))]
    [InlineData(typeof(UsesInConstraint))]
    [InlineData(typeof(UsesInNestedType))]
    public void The_graph_sees(Type user) => Assert.Contains(typeof(Planted).FullName!, Graph.UsedBy(user.FullName!));

    [Fact]
    public void The_graph_sees_a_circle() =>
        Assert.Contains(Graph.Circles(), circle => circle.Count == 2 && circle[0] == typeof(CircleLeft).FullName);
}

#pragma warning disable CA1812, CA1852 // planted to be seen, never made

internal class Planted : Exception
{
    public static int Count() => 1;
}

[AttributeUsage(AttributeTargets.Class)]
internal sealed class MarkAttribute(Type type) : Attribute
{
    public Type Type { get; } = type;
}

internal static class UsesInMethodBody
{
    public static int Run() => Planted.Count();
}

internal static class UsesInLambda
{
    public static Func<int> Run() => () => Planted.Count();
}

internal static class UsesInAsyncBody
{
    public static async Task<int> RunAsync()
    {
        await Task.CompletedTask;
        return Planted.Count();
    }
}

internal static class UsesAsGenericArgument
{
    public static object Run() => new Dictionary<string, Planted[]>();
}

internal static class UsesInTypeOf
{
    public static string Run() => typeof(Planted).Name;
}

[Mark(typeof(Planted))]
internal static class UsesInAttribute;

internal static class UsesInCatch
{
    public static bool Run(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Planted)
        {
            return false;
        }
    }
}

internal static class UsesInConstraint
{
    public static string Run<T>()
        where T : Planted => typeof(T).Name;
}

internal static class UsesInNestedType
{
    internal sealed class Inner
    {
        public Planted? Held { get; set; }
    }
}

internal static class CircleLeft
{
    public static int Run() => CircleRight.Run();
}

internal static class CircleRight
{
    public static int Run() => CircleLeft.Run();
}
