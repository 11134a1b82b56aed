using System.Collections.Generic;

namespace CqrsKit.Pipeline;

/// <summary>Collects the steps of a message in order; hooks that follow one another become one step.</summary>
internal sealed class StepList<TMessage, TResult>
{
    private readonly List<PipelineStep<TMessage, TResult>> _steps = [];
    private readonly List<Hook<TMessage, TResult>> _hooks = [];

    public void Add(Hook<TMessage, TResult> hook) => _hooks.Add(hook);

    public void Add(PipelineStep<TMessage, TResult> step)
    {
        WeaveHooks();
        _steps.Add(step);
    }

    public PipelineStep<TMessage, TResult>[] ToArray()
    {
        WeaveHooks();
        return [.. _steps];
    }

    private void WeaveHooks()
    {
        if (_hooks.Count > 0)
            _steps.Add(new HookStep<TMessage, TResult>([.. _hooks]));
        _hooks.Clear();
    }
}
