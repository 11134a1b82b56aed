using System;

namespace CqrsKit.Reading;

/// <summary>Where the views of one kind are read from.</summary>
/// <param name="name">The view's stable name.</param>
/// <param name="viewType">The type of the views.</param>
/// <param name="isShared">Whether it is folded when asked, and so stored nowhere and never stale.</param>
/// <param name="store">The store of a view that is stored; asked once, when it is first read.</param>
internal sealed class ViewSource(string name, Type viewType, bool isShared, Func<IViewStore> store)
{
    private IViewStore? _store;

    public string Name => name;

    public Type ViewType => viewType;

    public bool IsShared => isShared;

    public IViewStore Store => _store ??= store();
}
