using System;
using System.Linq;
using Mono.Cecil;
using Xunit;

namespace CqrsKit.Rules.Tests;

/// <summary>Packages name CqrsKit and never one another, and never its internals.</summary>
public sealed class PackageRuleTests
{
    [Fact]
    public void Packages_reference_core_and_never_one_another()
    {
        foreach (var package in Repository.Packages)
        {
            using var module = ModuleDefinition.ReadModule(Repository.AssemblyOf(package));
            var others = module
                .AssemblyReferences.Select(reference => reference.Name)
                .Where(name => name != "CqrsKit" && Repository.Packages.Contains(name))
                .ToArray();

            Assert.True(
                others.Length == 0,
                $"{package} references {string.Join(", ", others)}; packages may reference CqrsKit alone."
            );
        }
    }

    [Fact]
    public void No_package_shows_its_internals_to_another()
    {
        foreach (var package in Repository.Packages)
        {
            using var module = ModuleDefinition.ReadModule(Repository.AssemblyOf(package));
            var friends = module
                .Assembly.CustomAttributes.Where(attribute =>
                    attribute.AttributeType.Name == "InternalsVisibleToAttribute"
                )
                .Select(attribute => ((string)attribute.ConstructorArguments[0].Value).Split(',')[0])
                .Where(name => Repository.Packages.Contains(name, StringComparer.Ordinal))
                .ToArray();

            Assert.True(
                friends.Length == 0,
                $"{package} shows its internals to {string.Join(", ", friends)}, which ship too."
            );
        }
    }
}
