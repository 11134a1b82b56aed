using System.Linq;
using Xunit;

namespace CqrsKit.Tests;

public sealed class PositionTests
{
    private static readonly Position[] Ascending =
    [
        Position.Start,
        new(0, 0, 1),
        new(1, 0, 0),
        new(1, 0, 1),
        new(1, 0, ulong.MaxValue),
        new(1, 1, 0),
        new(1, long.MaxValue, 5),
        new(1, ulong.MaxValue, 0),
        new(2, 0, 0),
        new(uint.MaxValue, 0, 0),
        new(uint.MaxValue, ulong.MaxValue, ulong.MaxValue),
    ];

    [Fact]
    public void The_epoch_comes_first_then_the_major_number_then_the_minor()
    {
        for (var i = 0; i < Ascending.Length; i++)
        {
            for (var j = 0; j < Ascending.Length; j++)
            {
                var (left, right) = (Ascending[i], Ascending[j]);
                Assert.Equal(i < j, left < right);
                Assert.Equal(i <= j, left <= right);
                Assert.Equal(i > j, left > right);
                Assert.Equal(i >= j, left >= right);
                Assert.Equal(i == j, left == right);
                Assert.Equal(i.CompareTo(j), left.CompareTo(right));
                Assert.Equal(i > j ? left : right, Position.Max(left, right));
            }
        }
    }

    [Fact]
    public void Positions_sort() => Assert.Equal(Ascending, Ascending.Reverse().Order());
}
