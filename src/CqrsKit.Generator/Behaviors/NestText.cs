using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Writes a nest down: code of its own for each message, through which the compiler and the runtime see.</summary>
internal sealed class NestText
{
    private const string Pipeline = "global::CqrsKit.Pipeline";
    private const string NotInlined = "[global::System.Runtime.CompilerServices.MethodImpl(8)]";
    private const string Token = "global::System.Threading.CancellationToken token";

    private readonly StringBuilder _text;
    private readonly MessageModel _message;
    private readonly NestModel _nest;
    private readonly List<Segment> _segments = [];

    private NestText(StringBuilder text, MessageModel message, NestModel nest)
    {
        (_text, _message, _nest) = (text, message, nest);
        for (var i = 0; i < nest.Links.Count; i++)
        {
            if (IsAround(i) || _segments.Count == 0 || IsAround(_segments.Last().First))
                _segments.Add(new Segment(i, 1));
            else
                _segments[_segments.Count - 1] = _segments.Last() with { Count = _segments.Last().Count + 1 };
        }
    }

    private string Task => $"global::System.Threading.Tasks.ValueTask<{_message.Result}>";

    private string Types => $"{_message.Message}, {_message.Result}";

    private string Call => $"global::CqrsKit.Dispatch.Call<{Types}>";

    /// <summary>A class for the nest, and one in it for what is bound.</summary>
    public static void Append(StringBuilder text, string name, MessageModel message, NestModel nest) =>
        new NestText(text, message, nest).Append(name);

    private bool IsAround(int link) => _nest.Links[link].Face == BehaviorFace.Around;

    private void Append(string name)
    {
        Line(0, "");
        Line(0, $"private sealed class {name} : {Pipeline}.PipelineNest<{Types}>");
        Line(0, "{");
        Line(1, "public override global::System.Collections.Generic.IReadOnlyList<global::System.Type> Behaviors =>");
        Line(1, "[");
        foreach (var link in _nest.Links)
            Line(2, $"typeof({link.Class}),");
        Line(1, "];");
        Line(0, "");
        Line(
            1,
            $"public override {Call} Bind(global::System.Collections.Generic.IReadOnlyList<object> behaviors, {Call} next) =>"
        );
        var instances = _nest.Links.Select((link, i) => $"({TypeOf(link)})behaviors[{i}]");
        Line(2, $"new Bound({string.Join(", ", instances)}, next).RunAsync;");
        Line(0, "");
        AppendBound();
        Line(0, "}");
    }

    private void AppendBound()
    {
        Line(1, "private sealed class Bound");
        Line(1, "{");
        for (var i = 0; i < _nest.Links.Count; i++)
            Line(2, $"private readonly {TypeOf(_nest.Links[i])} _part{i};");
        foreach (var run in _segments.Where(IsRun))
            Line(2, $"private readonly {Pipeline}.WovenHooks<{Types}> _woven{run.First};");
        Line(2, $"private readonly {Call} _next;");
        Line(0, "");
        var parameters = _nest.Links.Select((link, i) => $"{TypeOf(link)} part{i}, ");
        Line(2, $"public Bound({string.Concat(parameters)}{Call} next)");
        Line(2, "{");
        for (var i = 0; i < _nest.Links.Count; i++)
            Line(3, $"_part{i} = part{i};");
        Line(3, "_next = next;");
        for (var i = 0; i < _segments.Count; i++)
        {
            if (!IsRun(_segments[i]))
                continue;
            var rest = i == _segments.Count - 1 ? "next" : $"Rest{i + 1}Async";
            Line(3, $"_woven{_segments[i].First} = new {Pipeline}.WovenHooks<{Types}>({rest}){HooksOf(_segments[i])};");
        }

        Line(2, "}");
        Line(0, "");
        // A call site that inlined this would copy the result of what it calls, which no longer comes in registers.
        if (_nest.Links.Any(link => link.IsAsync || link.Face == BehaviorFace.Error))
            Line(2, NotInlined);
        var entry = $"public {Task} RunAsync({_message.Message} message, {Token})";
        if (IsGuarded(_segments[0]))
            AppendGuard(0, entry);
        else
            Line(2, $"{entry} => {Enter(0, "this.")};");
        for (var i = 0; i < _segments.Count; i++)
        {
            if (i > 0 && IsRun(_segments[i - 1]))
            {
                Line(0, "");
                Line(2, $"private {Task} Rest{i}Async({_message.Message} message, {Token}) => {Enter(i, "this.")};");
            }

            if (IsRun(_segments[i]))
                AppendRun(i);
            else
                AppendNext(i + 1);
        }

        Line(1, "}");
    }

    /// <summary>What an around-behavior calls.</summary>
    private void AppendNext(int segment)
    {
        Line(0, "");
        Line(2, $"private readonly struct Next{segment} : {Pipeline}.INext<{_message.Result}>");
        Line(2, "{");
        Line(3, "private readonly Bound _bound;");
        Line(3, $"private readonly {_message.Message} _message;");
        Line(0, "");
        Line(3, $"public Next{segment}(Bound bound, {_message.Message} message)");
        Line(3, "{");
        Line(4, "_bound = bound;");
        Line(4, "_message = message;");
        Line(3, "}");
        Line(0, "");
        Line(3, $"public {Task} InvokeAsync({Token}) => {Enter(segment, "_bound.", "_message")};");
        Line(2, "}");
    }

    /// <summary>
    /// A run of hooks in one method, which hands over what does not complete at once. Where one sees errors, the method that
    /// catches them is another: a result that is built inside of a try is written to memory and read again, which costs more
    /// than all of the hooks.
    /// </summary>
    private void AppendRun(int segment)
    {
        var run = _segments[segment];
        var guarded = IsGuarded(run);
        Line(0, "");
        if (guarded && segment > 0)
        {
            AppendGuard(segment, $"private {Task} Hooks{segment}Async({_message.Message} message, {Token})");
            Line(0, "");
        }

        if (guarded)
            Line(2, NotInlined);
        Line(
            2,
            $"private {Task} {(guarded ? "Guarded" : "Hooks")}{segment}Async({_message.Message} message, {Token}{(guarded ? ", ref int depth" : "")})"
        );
        Line(2, "{");
        foreach (var link in Links(run).Where(link => _nest.Links[link].Face == BehaviorFace.Before))
        {
            AppendDepth(link - run.First);
            Line(3, $"var task{link} = {Part(link)}.BeforeAsync(message, token);");
            Line(3, $"if (!task{link}.IsCompletedSuccessfully)");
            Line(4, $"return _woven{run.First}.FinishAsync({link - run.First}, task{link}, message, token);");
            Line(3, $"task{link}.GetAwaiter().GetResult();");
        }

        AppendDepth(run.Count);
        Line(3, $"var result = {Enter(segment + 1, "this.")};");
        Line(3, "if (!result.IsCompletedSuccessfully)");
        Line(4, $"return _woven{run.First}.FinishAsync({run.Count}, result, message, token);");
        foreach (var link in Links(run).Where(link => _nest.Links[link].Face == BehaviorFace.After).Reverse())
        {
            AppendDepth(link - run.First);
            Line(3, $"result = {Part(link)}.AfterAsync(message, result.Result, token);");
            Line(3, "if (!result.IsCompletedSuccessfully)");
            Line(4, $"return _woven{run.First}.FinishAsync({link - run.First}, result, message, token);");
        }

        Line(3, "return result;");
        Line(2, "}");

        void AppendDepth(int depth)
        {
            if (guarded && depth > 0)
                Line(3, $"depth = {depth};");
        }
    }

    private void AppendGuard(int segment, string head)
    {
        Line(2, head);
        Line(2, "{");
        Line(3, "var depth = 0;");
        Line(3, "try");
        Line(3, "{");
        Line(4, $"return Guarded{segment}Async(message, token, ref depth);");
        Line(3, "}");
        Line(3, "catch (global::System.Exception error)");
        Line(3, "{");
        Line(4, $"return _woven{_segments[segment].First}.FailAsync(depth, error, message);");
        Line(3, "}");
        Line(2, "}");
    }

    /// <summary>The call that goes into a segment.</summary>
    private string Enter(int segment, string owner, string message = "message")
    {
        if (segment == _segments.Count)
            return $"{owner}_next({message}, token)";
        if (IsRun(_segments[segment]))
            return $"{owner}Hooks{segment}Async({message}, token)";
        var bound = owner.TrimEnd('.');
        return $"{owner}{Part(_segments[segment].First)}.HandleAsync({message}, new Next{segment + 1}({bound}, {message}), token)";
    }

    private string HooksOf(Segment run) =>
        string.Concat(Links(run).Select(link => $".{_nest.Links[link].Face}(part{link})"));

    private static IEnumerable<int> Links(Segment run) => Enumerable.Range(run.First, run.Count);

    private bool IsGuarded(Segment segment) => Links(segment).Any(link => _nest.Links[link].Face == BehaviorFace.Error);

    private bool IsRun(Segment segment) => !IsAround(segment.First);

    private static string Part(int link) => $"_part{link}";

    /// <summary>The class itself where its own method can be called, otherwise the interface.</summary>
    private string TypeOf(LinkModel link) =>
        link.IsDirect
            ? link.Class
            : link.Face switch
            {
                BehaviorFace.Around => $"{Pipeline}.IPipelineBehavior<{Types}>",
                BehaviorFace.Before => $"{Pipeline}.IBeforeHook<{_message.Message}>",
                BehaviorFace.After => $"{Pipeline}.IAfterHook<{Types}>",
                _ => $"{Pipeline}.IErrorHook<{_message.Message}>",
            };

    private void Line(int indent, string line)
    {
        if (line.Length == 0)
            _text.AppendLine();
        else
            _text.Append(' ', 12 + indent * 4).AppendLine(line);
    }

    /// <summary>An around-behavior, or hooks that follow one another.</summary>
    private readonly record struct Segment(int First, int Count);
}
