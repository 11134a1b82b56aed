using System;
using System.Globalization;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;

namespace CqrsKit.Testing.Rules;

/// <summary>A rule, named by the method that tries it.</summary>
internal sealed record Rule(Func<Trial, Task> Run, [CallerArgumentExpression(nameof(Run))] string Name = "")
{
    /// <summary>The name as a sentence: ABlueSky is "a blue sky".</summary>
    public string Sentence =>
        string.Concat(
                Name.Select(letter =>
                    char.IsUpper(letter) ? " " + char.ToLower(letter, CultureInfo.InvariantCulture) : letter.ToString()
                )
            )
            .TrimStart();
}
