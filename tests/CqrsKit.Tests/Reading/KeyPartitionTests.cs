using System;
using System.Linq;
using CqrsKit.Reading;
using Xunit;

namespace CqrsKit.Tests.Reading;

public sealed class KeyPartitionTests
{
    /// <summary>Worked out apart from this code; they hold for ever, because stored views are divided by them.</summary>
    [Theory]
    [InlineData("", "a", 2, 246)]
    [InlineData("", "order-1", 0, 318)]
    [InlineData("acme", "order-1", 0, 744)]
    [InlineData("acm", "eorder-1", 0, 288)]
    [InlineData("", "Grüße", 0, 539)]
    [InlineData("日本", "😀", 1, 451)]
    public void A_key_is_of_the_same_partition_for_ever(string tenant, string key, int ofThree, int of1000)
    {
        Assert.Equal(ofThree, new ViewKey(tenant, key).PartitionOf(3));
        Assert.Equal(of1000, new ViewKey(tenant, key).PartitionOf(1000));
        Assert.Equal(0, new ViewKey(tenant, key).PartitionOf(1));
    }

    [Fact]
    public void Keys_spread_evenly()
    {
        foreach (var count in new[] { 2, 3, 4, 7, 8, 64 })
        {
            var sizes = new int[count];
            for (var i = 0; i < 64_000; i++)
                sizes[new ViewKey("", $"order-{i}").PartitionOf(count)]++;
            Assert.All(sizes, size => Assert.InRange(size, 64_000 / count * 0.85, 64_000 / count * 1.15));
        }
    }

    [Fact]
    public void A_long_key_is_hashed_as_a_whole()
    {
        var key = string.Concat(Enumerable.Repeat("x\U0001F600", 200));
        var others = Enumerable
            .Range(0, key.Length)
            .Count(i =>
                new ViewKey("", key[..i] + "y" + key[(i + 1)..]).PartitionOf(1 << 20)
                != new ViewKey("", key).PartitionOf(1 << 20)
            );
        Assert.True(others > key.Length - 3);
    }

    [Fact]
    public void A_key_longer_than_any_buffer_too()
    {
        var key = new ViewKey(new string('x', 200), new string('y', 1000));
        Assert.Equal((0, 760), (key.PartitionOf(3), key.PartitionOf(1000)));
    }

    [Fact]
    public void Less_than_one_partition_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ViewKey("", "a").PartitionOf(0));
}
